import { LapidaryError } from '../../base/errors/lapidary-error.ts'

/**
 * Returns the catalogued error for a server that could not listen, or `error` itself if there is
 * none.
 */
export function listenError(error: NodeJS.ErrnoException, port: number, host: string): Error {
  if (error.code === 'EADDRINUSE') return new LapidaryError('port-taken', { port, host }, { cause: error })
  if (error.code === 'EACCES' || error.code === 'EADDRNOTAVAIL' || error.code === 'ENOTFOUND') {
    return new LapidaryError('cannot-listen', { port, host, reason: error.code }, { cause: error })
  }
  return error
}
