import { LapidaryError } from '../../base/errors/lapidary-error.ts'

/** Bytes of a path in UTF-8: what both databases put into an index. */
const maxPathBytes = 1024
/** Bytes of a segment: clients download files to file systems, which allow 255. */
const maxSegmentBytes = 255
/** How often a text may be percent-encoded: nobody does it more often without bad intent. */
const maxDecodings = 8

/**
 * Checks the name of a stored file or folder: segments with single slashes between them. It is
 * never a path of a file system, but clients write the files to theirs, and other servers may read
 * the names.
 *
 * A name that becomes another kind of path when it is percent-decoded (again) is rejected as well.
 * Names are compared as they are, without a Unicode normalization.
 *
 * @throws LapidaryError `bad-artifact-path`
 */
export function checkArtifactPath(path: string): string {
  let seen = path
  for (let time = 0; time < maxDecodings; time++) {
    if (!isSafe(seen, time > 0)) break
    const decoded = decodeOnce(seen)
    if (decoded === seen) return path
    seen = decoded
  }
  throw new LapidaryError('bad-artifact-path', { seen: JSON.stringify(path.slice(0, 100)) })
}

/**
 * Checks the name of a folder, which may be empty (the root). A slash at its end and segments `.`
 * are removed, with which clients name a folder itself.
 */
export function checkArtifactFolder(path: string): string {
  const segments = path.replace(/(?<=.)\/$/s, '').split('/')
  const folder = segments.filter((segment) => segment !== '.').join('/')
  return folder === '' ? '' : checkArtifactPath(folder)
}

/** Returns the path of something in a folder; either may be empty. */
export function joinPath(folder: string, path: string): string {
  return folder === '' || path === '' ? folder + path : `${folder}/${path}`
}

/**
 * Returns whether a name has a control character. Decoded names may have those that `%10` to `%19`
 * stand for, as in `dog%step%10%timestamp%19.png`, which MLflow's client gives to images.
 */
function hasControl(path: string, isDecoded: boolean): boolean {
  return [...path.matchAll(/\p{Cc}/gu)].some(([character]) => {
    const code = character.charCodeAt(0)
    return !isDecoded || code < 0x10 || code > 0x19
  })
}

function isSafe(path: string, isDecoded: boolean): boolean {
  return (
    path.isWellFormed() &&
    Buffer.byteLength(path) <= maxPathBytes &&
    !hasControl(path, isDecoded) &&
    // Line separators, and backslashes, which are slashes on Windows.
    !/[\p{Zl}\p{Zp}\\]/u.test(path) &&
    // A drive or the scheme of a URL.
    !/^[a-z][a-z0-9+.-]*:\//i.test(path) &&
    path.split('/').every(isSafeSegment)
  )
}

function isSafeSegment(segment: string): boolean {
  return !/^\.{0,2}$/.test(segment) && Buffer.byteLength(segment) <= maxSegmentBytes
}

/** Decodes what is percent-encoded, and leaves every other `%` as it is. */
function decodeOnce(text: string): string {
  return text.replace(/(?:%[\da-f]{2})+/gi, (run) => Buffer.from(run.replaceAll('%', ''), 'hex').toString())
}
