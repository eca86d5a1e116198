/**
 * Writes src/store/access/users/common-passwords.txt from two packages of npm, which are downloaded
 * and unpacked for it and not installed:
 *
 * npm pack @zxcvbn-ts/language-common@4.1.3 @zxcvbn-ts/language-pt-br@4.1.1 node
 * scripts/common-passwords.ts DIR
 *
 * where DIR holds `language-common/` and `language-pt-br/`, the `package/` folders of the two
 * archives. Words that the rule refuses already, as a variant of a word before, are left out. The
 * words in the file's own section are kept.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { CommonPasswords } from '../src/store/access/users/common-passwords.ts'

/**
 * Length below which passwords are rejected for their length. Shorter words are kept as the base of
 * longer variants.
 */
const maxShortWords = 10_000
const minLength = 8

const file = join(import.meta.dirname, '../src/store/access/users/common-passwords.txt')
const [folder = '.'] = process.argv.slice(2)
const read = (path: string): string[] => JSON.parse(readFileSync(join(folder, path), 'utf8')) as string[]

const [licence = '', ownWords = ''] = readFileSync(file, 'utf8').split(
  /^# (?:Own words|Words of the packages)\n/m,
)
const own = ownWords.trim().split('\n')
const common = read('language-common/src/passwords.json')
const names = [...read('language-pt-br/src/firstnames.json'), ...read('language-pt-br/src/lastnames.json')]
const long = common.filter((word) => word.length >= minLength)
const short = common.slice(0, maxShortWords).filter((word) => word.length >= 4)
const words = [...own, ...short, ...names, ...long].filter((word) => /^[\x21-\x7e]{4,}$/.test(word))

const kept = new Set<string>()
let known = new CommonPasswords(() => [])
const shortFirst = [...new Set(words.map((word) => word.toLowerCase()))].sort((a, b) => a.length - b.length)
for (let length = 4; length <= 40; length++) {
  const some = shortFirst.filter((word) => word.length === length && !known.includes(word))
  for (const word of some) kept.add(word)
  known = new CommonPasswords(() => kept)
}
const fromPackages = [...kept].filter((word) => !own.includes(word)).sort()
writeFileSync(
  file,
  `${licence}# Own words\n${own.join('\n')}\n# Words of the packages\n${fromPackages.join('\n')}\n`,
)
const refused = long.filter((word) => known.includes(word)).length
console.log(
  `${kept.size} words; they refuse ${refused} of the ${long.length} passwords of ${minLength} characters and more`,
)
