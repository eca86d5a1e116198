import { LapidaryError } from './errors/lapidary-error.ts'
import { errorCode } from './files/storage-error.ts'

/**
 * Loads a package that only some need: `importOptional('pg', 'DATABASE_URL', () => import('pg'))`.
 * @param setting what asks for it, for the message.
 * @throws LapidaryError `package-missing` when it is not installed.
 */
export async function importOptional<T>(name: string, setting: string, load: () => Promise<T>): Promise<T> {
  try {
    return await load()
  } catch (error) {
    if (errorCode(error) !== 'ERR_MODULE_NOT_FOUND') throw error
    throw new LapidaryError('package-missing', { package: name, setting }, { cause: error })
  }
}
