import { toNumber } from '../evaluate/coercion.js';
import { DateTime } from '../evaluate/date-time.js';
import { KIND, NUMERIC } from '../evaluate/kind.js';
import { argument, type FunctionDefinition } from './function-definition.js';

/** Remainders, ranges and the time. */
export const NUMBER_FUNCTIONS: readonly FunctionDefinition[] = [
  {
    name: 'mod',
    module: 'dw::Core',
    parameters: [
      { name: 'dividend', kinds: NUMERIC },
      { name: 'divisor', kinds: NUMERIC },
    ],
    returns: KIND.Number,
    whenNull: 'error on either side',
    bind: (args, site) => {
      const [left, right] = [argument(args, 0), argument(args, 1)];
      return (frame) => {
        const dividend = toNumber(left.run(frame), frame, left.site);
        const divisor = toNumber(right.run(frame), frame, right.site);
        if (dividend < 0 || divisor <= 0)
          throw site.error('ARITHMETIC', 'mod takes a number from zero up, and one above zero.');
        return dividend % divisor;
      };
    },
  },
  {
    name: 'to',
    module: 'dw::Core',
    parameters: [
      { name: 'from', kinds: KIND.Number },
      { name: 'to', kinds: KIND.Number },
    ],
    returns: KIND.Array,
    whenNull: 'error on either side',
    bind: (args, site) => {
      const [left, right] = [argument(args, 0), argument(args, 1)];
      return (frame) => {
        const [from, to] = [left.run(frame), right.run(frame)];
        if (typeof from !== 'number') throw left.site.wrongKind(from, KIND.Number);
        if (typeof to !== 'number') throw right.site.wrongKind(to, KIND.Number);
        if (!Number.isSafeInteger(from) || !Number.isSafeInteger(to))
          throw site.error('TYPE', 'A range goes from a whole number to a whole number.');
        const size = Math.abs(to - from) + 1;
        site.assertListSize(size);
        site.charge(frame, size);
        return Array.from({ length: size }, (_, index) => (from <= to ? from + index : from - index));
      };
    },
  },
  {
    name: 'now',
    module: 'dw::Core',
    parameters: [],
    returns: KIND.DateTime,
    whenNull: 'takes nothing',
    isImpure: true,
    bind: () => (frame) => new DateTime(frame.inputs.now()),
  },
];
