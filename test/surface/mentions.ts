import ts from 'typescript';

/** The names that a declaration mentions. */
export interface Mentions {
  /** Types of members, parameters and results: a user who holds such a value has to be able to name its type. */
  readonly named: ReadonlySet<string>;
  /** What a type is made of, by `extends`, `&` or `Partial<…>`: its members are those of the type, and need no name. */
  readonly included: ReadonlySet<string>;
}

const TRANSPARENT = new Set(['Readonly', 'Partial', 'Required', 'Pick', 'Omit', 'OptionsOf']);

function leftmost(name: ts.EntityName): string {
  return ts.isIdentifier(name) ? name.text : leftmost(name.left);
}

/** Whether a name is a type parameter where it stands. */
function isParameter(node: ts.Node, name: string): boolean {
  for (let place: ts.Node = node; !ts.isSourceFile(place); place = place.parent) {
    const { typeParameters = [] } = place as { typeParameters?: readonly ts.TypeParameterDeclaration[] };
    if (typeParameters.some((parameter) => parameter.name.text === name)) return true;
    if (ts.isMappedTypeNode(place) && place.typeParameter.name.text === name) return true;
    if (ts.isConditionalTypeNode(place) && inferred(place.extendsType).includes(name)) return true;
  }
  return false;
}

function inferred(node: ts.Node): readonly string[] {
  if (ts.isInferTypeNode(node)) return [node.typeParameter.name.text];
  const names: string[] = [];
  ts.forEachChild(node, (child) => void names.push(...inferred(child)));
  return names;
}

/** What a declaration of a published `.d.ts` file mentions. */
export function mentionsOf(declaration: ts.Node): Mentions {
  const named = new Set<string>();
  const included = new Set<string>();

  const name = (node: ts.Node): void => {
    const mentioned = ts.isTypeReferenceNode(node)
      ? leftmost(node.typeName)
      : ts.isTypeQueryNode(node)
        ? leftmost(node.exprName)
        : undefined;
    if (mentioned !== undefined && !isParameter(node, mentioned)) named.add(mentioned);
    ts.forEachChild(node, name);
  };

  /** @param node a type that another one is made of */
  const include = (node: ts.Node): void => {
    if (ts.isIntersectionTypeNode(node)) for (const type of node.types) include(type);
    else if (ts.isParenthesizedTypeNode(node)) {
      // Inside an intersection, the alternatives are parts of the whole type as well.
      const { type } = node;
      for (const part of ts.isUnionTypeNode(type) ? type.types : [type]) include(part);
    } else if (ts.isTypeQueryNode(node)) included.add(leftmost(node.exprName));
    // The names of the members of a constant: they are texts, of no type that has a name.
    else if (ts.isTypeOperatorNode(node) && ts.isTypeQueryNode(node.type)) return;
    else if (ts.isTypeReferenceNode(node) && ts.isIdentifier(node.typeName))
      includeReference(node.typeName, node.typeArguments);
    else if (ts.isExpressionWithTypeArguments(node) && ts.isIdentifier(node.expression))
      includeReference(node.expression, node.typeArguments);
    else name(node);
  };

  const includeReference = ({ text }: ts.Identifier, types: readonly ts.TypeNode[] = []): void => {
    const [first, ...others] = types;
    const isTransparent = TRANSPARENT.has(text) && first !== undefined;
    if (isTransparent) include(first);
    else included.add(text);
    for (const type of isTransparent ? others : types) name(type);
  };

  if (ts.isTypeAliasDeclaration(declaration)) include(declaration.type);
  else {
    ts.forEachChild(declaration, (child) => {
      if (ts.isHeritageClause(child)) for (const type of child.types) include(type);
      else name(child);
    });
  }
  return { named, included };
}
