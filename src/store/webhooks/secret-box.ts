import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto'

const ivLength = 12
const tagLength = 16

/** Encrypts texts of the database, so that a copy of it alone does not show them. */
export class SecretBox {
  readonly #key: Uint8Array

  /** @param secretKey SECRET_KEY, from which a key for this purpose is derived (RFC 5869) */
  constructor(secretKey: string) {
    this.#key = new Uint8Array(hkdfSync('sha256', secretKey, '', 'lapidary webhook secrets', 32))
  }

  /**
   * Encrypts a text with AES-256-GCM.
   * @param owner what the text belongs to: it cannot be decrypted as that of another
   */
  encrypt(text: string, owner: string): string {
    const iv = randomBytes(ivLength)
    const cipher = createCipheriv('aes-256-gcm', this.#key, iv).setAAD(Buffer.from(owner))
    const encrypted = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
    return Buffer.concat([iv, cipher.getAuthTag(), encrypted]).toString('base64url')
  }

  /** Returns the text, or null if it was encrypted with another key or for another owner. */
  decrypt(stored: string, owner: string): string | null {
    const bytes = Buffer.from(stored, 'base64url')
    if (bytes.length < ivLength + tagLength) return null
    const decipher = createDecipheriv('aes-256-gcm', this.#key, bytes.subarray(0, ivLength), {
      authTagLength: tagLength,
    })
    decipher.setAAD(Buffer.from(owner)).setAuthTag(bytes.subarray(ivLength, ivLength + tagLength))
    try {
      return decipher.update(bytes.subarray(ivLength + tagLength)).toString() + decipher.final('utf8')
    } catch {
      return null // the tag does not match, which is the only failure
    }
  }
}
