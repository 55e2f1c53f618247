import type { Evaluate, Frame, Site } from '../evaluate/frame.js';
import { ANY_JSON, KIND } from '../evaluate/kind.js';
import { applyLambda, type Lambda, type Operand } from '../evaluate/operand.js';
import { argument, type FunctionDefinition, type ModuleName } from './function-definition.js';
import { conditionOf } from './pattern-functions.js';

const LIST = KIND.Null | KIND.Array;
const CONDITION_PARAMETER = { name: 'condition', kinds: 0, lambda: 'condition' } as const;
const nullOr = (kind: number) => (kinds: readonly number[]) => kind | ((kinds[0] as number) & KIND.Null);

/** A function of a list and a condition on its elements. */
function overList(
  module: ModuleName,
  name: string,
  returns: FunctionDefinition['returns'],
  forNull: unknown,
  run: (list: readonly unknown[], holds: (item: unknown, index: number) => boolean) => unknown,
): FunctionDefinition {
  return {
    name,
    module,
    parameters: [{ name: 'list', kinds: LIST }, CONDITION_PARAMETER],
    returns,
    whenNull: `null ${name} … = ${String(forNull)}`,
    bind: (args, site) => {
      const [list, condition] = [argument(args, 0), argument(args, 1)];
      return (frame) => {
        const value = list.run(frame);
        if (value === null) return forNull;
        if (!Array.isArray(value)) throw list.site.wrongKind(value, LIST);
        site.charge(frame, 1);
        return run(value, (item, index) => conditionOf(condition, frame, item, index));
      };
    },
  };
}

function bindFilter(args: readonly Operand[], site: Site): Evaluate {
  const [list, condition] = [argument(args, 0), argument(args, 1)];
  const kept = (value: readonly unknown[], frame: Frame): unknown[] =>
    value.filter((item, index) => conditionOf(condition, frame, item, index));
  return (frame) => {
    const value = list.run(frame);
    if (value === null) return null;
    if (typeof value === 'string') {
      site.charge(frame, value.length + 1);
      return kept(value.split(''), frame).join('');
    }
    if (!Array.isArray(value)) throw list.site.wrongKind(value, LIST | KIND.String);
    site.charge(frame, 1);
    return kept(value, frame);
  };
}

function bindMap(args: readonly Operand[], site: Site): Evaluate {
  const list = argument(args, 0);
  const lambda = argument(args, 1).lambda as Lambda;
  return (frame) => {
    const value = list.run(frame);
    if (value === null) return null;
    if (!Array.isArray(value)) throw list.site.wrongKind(value, LIST);
    site.assertListSize(value.length);
    site.charge(frame, 1);
    return value.map((item, index) => applyLambda(lambda, frame, item, index));
  };
}

const ARRAYS: ModuleName = 'dw::core::Arrays';

/** The functions that take `$` or a lambda. */
export const LAMBDA_FUNCTIONS: readonly FunctionDefinition[] = [
  {
    name: 'filter',
    module: 'dw::Core',
    parameters: [{ name: 'list', kinds: LIST | KIND.String }, CONDITION_PARAMETER],
    returns: (kinds) => (kinds[0] as number) & (LIST | KIND.String),
    whenNull: 'null filter … = null',
    bind: bindFilter,
  },
  {
    name: 'map',
    module: 'dw::Core',
    parameters: [
      { name: 'list', kinds: LIST },
      { name: 'value', kinds: 0, lambda: 'value' },
    ],
    returns: nullOr(KIND.Array),
    whenNull: 'null map … = null',
    bind: bindMap,
  },
  overList(ARRAYS, 'some', KIND.Boolean, false, (list, holds) => list.some(holds)),
  overList(ARRAYS, 'every', KIND.Boolean, true, (list, holds) => list.every(holds)),
  overList(ARRAYS, 'firstWith', ANY_JSON, null, (list, holds) => list.find(holds) ?? null),
  overList(ARRAYS, 'countBy', KIND.Number, 0, (list, holds) => list.filter(holds).length),
];
