import { VersioningType, type VersioningOptions } from '@nestjs/common';
import type { NormalizedExplainRequest } from './explain-request.js';

/** The version of a route that answers calls of every version, and of none. */
const NEUTRAL = 'neutral';

function versionIn(versioning: VersioningOptions, { headers }: NormalizedExplainRequest): string | undefined {
  if (versioning.type === VersioningType.HEADER) return headers.get(versioning.header.toLowerCase())?.[0];
  if (versioning.type !== VersioningType.MEDIA_TYPE) return undefined;
  // As Nest reads it: the first parameter of the whole header.
  const parameter = headers.get('accept')?.[0]?.split(';')[1];
  return parameter?.split(versioning.key)[1];
}

/**
 * Whether calls of this request reach a handler of these versions. A custom extractor is not asked: handlers of all
 * versions are possible then.
 */
export function isRequestedVersion(
  versions: readonly string[],
  versioning: VersioningOptions | undefined,
  request: NormalizedExplainRequest,
): boolean {
  if (versions.length === 0 || versioning === undefined || versioning.type === VersioningType.CUSTOM)
    return true;
  const wanted = versionIn(versioning, request);
  return versions.includes(NEUTRAL) || (wanted !== undefined && versions.includes(wanted));
}
