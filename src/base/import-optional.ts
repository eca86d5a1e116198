import { LapidaryError } from './errors/lapidary-error.ts'
import { errorCode } from './files/storage-error.ts'

/**
 * Imports a package that is needed only with some settings: `importOptional('pg', 'DATABASE_URL',
 * () => import('pg'))`.
 * @param setting that needs the package, for the message.
 * @throws LapidaryError `package-missing` if it is not installed.
 */
export async function importOptional<T>(name: string, setting: string, load: () => Promise<T>): Promise<T> {
  try {
    return await load()
  } catch (error) {
    if (errorCode(error) !== 'ERR_MODULE_NOT_FOUND') throw error
    throw new LapidaryError('package-missing', { package: name, setting }, { cause: error })
  }
}
