import { LapidaryError } from '../base/errors/lapidary-error.ts'

/** Why a server could not listen, for people; what is none of these is returned as it is. */
export function listenError(error: NodeJS.ErrnoException, port: number, host: string): Error {
  if (error.code === 'EADDRINUSE') return new LapidaryError('port-taken', { port, host }, { cause: error })
  if (error.code === 'EACCES' || error.code === 'EADDRNOTAVAIL' || error.code === 'ENOTFOUND') {
    return new LapidaryError('cannot-listen', { port, host, reason: error.code }, { cause: error })
  }
  return error
}
