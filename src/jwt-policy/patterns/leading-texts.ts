/** What every match of a pattern begins with. */
export interface LeadingTexts {
  /** A match begins with one of them. The empty text: nothing is known. */
  readonly texts: readonly string[];
  /** Whether these texts, and no others, are the matches. */
  readonly isWhole: boolean;
}

/** A pattern with more alternatives is left to the engine. */
const MAX_TEXTS = 32;

/** An escape, a character class, the beginning of a group, or one character. */
const TOKEN = /\\[^]|\[(?:[^\]\\]|\\[^])*\]|\((?:\?(?:<?[=!]|:|<[a-z][\da-z]*>))?|[^]/giu;
/** ASCII that stands for itself. */
const LITERAL = /^\\?[!"#%&',/:;<=>@_`~ -]$|^[\da-z]$|^\\[$()*+.?[\\\]^{|}]$/i;
const GROUP = /^\((?:\?:|\?<[a-z][\da-z]*>)?$/i;
const REPETITION = /^[*+?{]$/;

/** Nothing is known. */
export const ANY_TEXT: LeadingTexts = { texts: [''], isWhole: false };

/** Reads a pattern that the translation has accepted. It may know less than there is to know, never more. */
class LeadingTextsReader {
  private readonly tokens: readonly string[];
  private at = 0;

  constructor(source: string) {
    this.tokens = source.match(TOKEN) ?? [];
  }

  // alternatives := sequence ( '|' sequence )*
  alternatives(): LeadingTexts {
    const branches = [this.sequence()];
    while (this.take('|')) branches.push(this.sequence());
    return {
      texts: [...new Set(branches.flatMap(({ texts }) => texts))],
      isWhole: branches.every(({ isWhole }) => isWhole),
    };
  }

  private sequence(): LeadingTexts {
    let known: LeadingTexts = { texts: [''], isWhole: true };
    while (!this.isAtEnd) {
      const next = this.atom();
      known = known.isWhole ? append(known, next) : known;
    }
    return known;
  }

  // atom := ( group | character ) repetition?
  private atom(): LeadingTexts {
    const token = this.tokens[this.at] as string;
    this.at += 1;
    let one = ANY_TEXT;
    if (token.startsWith('(')) {
      const inside = this.alternatives();
      this.take(')');
      if (GROUP.test(token)) one = inside;
    } else if (LITERAL.test(token)) one = { texts: [token.slice(-1)], isWhole: true };
    return this.isRepeated ? ANY_TEXT : one;
  }

  private get isRepeated(): boolean {
    return REPETITION.test(this.tokens[this.at] ?? '');
  }

  /** Whether an alternative ends here. */
  private get isAtEnd(): boolean {
    const token = this.tokens[this.at];
    return token === undefined || token === '|' || token === ')';
  }

  private take(token: string): boolean {
    if (this.tokens[this.at] !== token) return false;
    this.at += 1;
    return true;
  }
}

/** One after the other; the second is unknown where there would be too many. */
function append(first: LeadingTexts, second: LeadingTexts): LeadingTexts {
  if (first.texts.length * second.texts.length > MAX_TEXTS) return { ...first, isWhole: false };
  return {
    texts: first.texts.flatMap((start) => second.texts.map((end) => start + end)),
    isWhole: second.isWhole,
  };
}

/**
 * The texts that matches of a pattern begin with, as far as characters, groups and alternatives show. The pattern must
 * be one that `translatePattern` accepts.
 */
export function leadingTexts(source: string): LeadingTexts {
  // A quotation holds any character, and letters in both cases are too many texts.
  if (source.includes('\\Q') || source.startsWith('(?i') || source.startsWith('(?s')) return ANY_TEXT;
  const inner = source.replace(/^\^/, '').replace(/(?<!\\)\$$/, '');
  const { texts, isWhole } = new LeadingTextsReader(inner).alternatives();
  return texts.length > MAX_TEXTS ? ANY_TEXT : { texts, isWhole };
}
