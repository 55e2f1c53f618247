import { type ArgumentMetadata, BadRequestException, Injectable, ValidationPipe } from '@nestjs/common';

/** Objects and lists within each other that a body or a message may have: far more than any DTO describes. */
const MAX_NESTING = 32;

/**
 * The members of what JSON and protocol buffers can describe. Other objects are not looked into: Nest hands pipes the
 * call of gRPC too, a net of objects without an end.
 */
function membersOf(value: unknown): readonly unknown[] {
  if (typeof value !== 'object' || value === null) return [];
  const prototype: unknown = Object.getPrototypeOf(value);
  const isPlain = prototype === null || Object.getPrototypeOf(prototype) === null;
  return Array.isArray(value) || isPlain ? Object.values(value) : [];
}

/** Whether a value is nested deeper. Uses no recursion, because the depth is the caller's choice. */
function isNestedDeeper(value: unknown, levels: number): boolean {
  let level: readonly unknown[] = [value];
  for (let depth = 0; depth <= levels && level.length > 0; depth += 1) level = level.flatMap(membersOf);
  return level.length > 0;
}

/**
 * Refuses what no DTO describes, instead of dropping it: a misspelt field must not be lost without a word. A body that
 * is nested deeply is refused before it is transformed: that recurses, and would exhaust the stack, which is a 500.
 */
@Injectable()
export class BodyValidationPipe extends ValidationPipe {
  constructor() {
    super({ whitelist: true, forbidNonWhitelisted: true, forbidUnknownValues: true, transform: true });
  }

  override transform(value: unknown, metadata: ArgumentMetadata): Promise<unknown> {
    if (isNestedDeeper(value, MAX_NESTING))
      throw new BadRequestException(`the ${metadata.type} must not be nested more than ${MAX_NESTING} deep`);
    return super.transform(value, metadata);
  }
}
