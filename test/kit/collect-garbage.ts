import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

setFlagsFromString('--expose-gc')

/** Collects the garbage of the process, so that memory shows only what is held. */
export const collectGarbage = runInNewContext('gc') as () => void
