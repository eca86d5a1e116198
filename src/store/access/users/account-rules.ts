import { LapidaryError } from '../../../base/errors/lapidary-error.ts'
import { commonPasswords } from './common-passwords.ts'
import { normalized } from './password-hash.ts'

/** Characters (code points) of a password. */
const minLength = 8
const maxLength = 256

/**
 * Checks that a password is long enough and is not among the first guesses; which kinds of
 * characters it mixes does not matter (NIST SP 800-63B, 3.1.1.2).
 * @param names the user's own, the project's and the product's: their simple variants are guessed
 * first too.
 * @param field name of the field in the error.
 * @throws LapidaryError `bad-password`, `common-password`
 */
export function checkPassword(password: string, names: readonly (string | null)[], field = 'password'): void {
  const length = Array.from(normalized(password)).length // in code points
  if (length < minLength || length > maxLength)
    throw new LapidaryError('bad-password', { length, min: minLength, max: maxLength }, { field })
  const given = names.filter((name) => name !== null)
  if (commonPasswords.includes(normalized(password), given))
    throw new LapidaryError('common-password', {}, { field })
}

/**
 * Returns the name that a user is stored with. Names are compared as written. A name that looks
 * like the id of an API key is rejected, because logs could not tell them apart, and so are letters
 * that only look like others (`ｍaria`, `ﬁlipe`; NFKC).
 * @throws LapidaryError `bad-username`
 */
export function checkUsername(username: string): string {
  const name = username.normalize('NFC')
  const plain = /^[\p{L}\p{N}][\p{L}\p{M}\p{N}._@+-]{0,63}$/u.test(name) && name === name.normalize('NFKC')
  if (!plain || /^([0-9a-f]{12}|environment)$/i.test(name)) {
    throw new LapidaryError('bad-username', { seen: name.slice(0, 64) }, { field: 'username' })
  }
  return name
}
