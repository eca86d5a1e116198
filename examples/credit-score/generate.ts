import type { GenerateOptions } from 'lapidary'

/** Not written yet. */
export function* generate(_options: GenerateOptions): Iterable<string> {
  yield ''
}
