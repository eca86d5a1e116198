import { mixWords } from '../../data/split/row-keys.ts'
import type { Split } from '../../data/split/time-order.ts'
import type { FeatureTable } from '../../model/features.ts'
import { formatCount } from '../../report/words.ts'
import { ChanceOfRows } from './chance-of-rows.ts'
import { createCheckResult, formatPercent, type LeakCheck, type LeakCheckInput } from './leak-check.ts'

/**
 * Share of the held-out rows up to which copies are attributed to chance without further checks.
 */
const maxByChance = 0.01
/**
 * Number of copies of rare rows that a table may have beyond chance: two people can be alike in
 * everything.
 */
const maxTwins = 3
/**
 * Copies up to this factor of what chance explains are attributed to chance, because the model of
 * chance covers pairs of features only.
 */
const chanceFactor = 5
/** Number of copies in training that chance explains, below which a row is rare. */
const rare = 0.05

/**
 * Checks for held-out rows that equal a training row in all features and the target. A table with
 * few distinct values has such rows by chance, so only rows count for which chance explains no
 * copy.
 */
export function checkCopiedRows({ features, target, sides }: LeakCheckInput): LeakCheck {
  const copies = findCopies(features, target, sides)
  const found = copies.hasCopy.reduce((sum, has) => sum + has, 0)
  const all = sides.heldOut.length
  const unexpected = found > all * maxByChance ? countUnexpectedCopies(features, target, sides, copies) : 0
  const passed = unexpected === 0
  const [share, rare] = [found / all, unexpected / all]
  const en = `${formatCount(found, 'en')} of ${formatCount(all, 'en')} held-out rows (${formatPercent(share, 'en', 2)}) equal a training row in all features and the target`
  const pt = `${formatCount(found, 'pt-BR')} das ${formatCount(all, 'pt-BR')} linhas reservadas (${formatPercent(share, 'pt-BR', 2)}) são iguais a uma linha de treinamento em todas as variáveis e no alvo`
  if (!passed) {
    return createCheckResult('duplicate-rows', false, {
      en: `${en}; for ${formatPercent(rare, 'en', 2)} that is not by chance. Remove the copies, or name the entity that they belong to.`,
      'pt-BR': `${pt}; em ${formatPercent(rare, 'pt-BR', 2)}, a igualdade não se deve ao acaso. Remova as cópias ou indique a entidade a que pertencem.`,
    })
  }
  const isByChance = found > all * maxByChance
  return createCheckResult('duplicate-rows', true, {
    en: `${en}${isByChance ? ', which chance explains in a table with so few different values' : ''}.`,
    'pt-BR': `${pt}${isByChance ? ', o que o acaso explica em uma tabela com tão poucos valores diferentes' : ''}.`,
  })
}

/**
 * Returns how many held-out rows have a copy that chance does not explain, or 0 if they are too few
 * to matter.
 */
function countUnexpectedCopies(
  features: FeatureTable,
  target: Uint8Array,
  { train, heldOut }: Split,
  { hasCopy, distinct }: Copies,
): number {
  const chance = new ChanceOfRows(features, target, train, distinct)
  let rareCopies = 0
  let expected = 0
  for (let i = 0; i < heldOut.length; i++) {
    const has = hasCopy[i] === 1
    const byChance = chance.expectedCopies(heldOut[i] as number, has)
    if (byChance >= rare) continue
    expected += byChance
    if (has) rareCopies++
  }
  return rareCopies > maxTwins + heldOut.length * maxByChance + chanceFactor * expected ? rareCopies : 0
}

interface Copies {
  /** 1 for each held-out row that equals a training row. */
  readonly hasCopy: Uint8Array
  /** The first row of each group of equal training rows. */
  readonly distinct: Int32Array
}

/** Compares rows by all features and the target, with a hash table with open addressing. */
function findCopies(features: FeatureTable, target: Uint8Array, { train, heldOut }: Split): Copies {
  const hashes = hashRows(features, target)
  const mask = 2 ** Math.ceil(Math.log2(2 * train.length + 1)) - 1
  // Stores the row's number plus one at its slot; 0 is a free slot.
  const rows = new Int32Array(mask + 1)
  const placeOf = (row: number): number => {
    let place = (hashes[row] as number) & mask
    for (; rows[place] !== 0; place = (place + 1) & mask) {
      const other = (rows[place] as number) - 1
      if (
        hashes[other] === hashes[row] &&
        target[other] === target[row] &&
        hasSameFeatures(features, row, other)
      )
        break
    }
    return place
  }
  for (let i = 0; i < train.length; i++) {
    const place = placeOf(train[i] as number)
    if (rows[place] === 0) rows[place] = (train[i] as number) + 1
  }
  const hasCopy = Uint8Array.from(heldOut, (row) => (rows[placeOf(row)] === 0 ? 0 : 1))
  return { hasCopy, distinct: rows.filter((row) => row > 0).map((row) => row - 1) }
}

/**
 * Returns a hash of all features and the class of each row, with the mixing steps of MurmurHash3
 * (Appleby 2011).
 */
function hashRows(features: FeatureTable, target: Uint8Array): Int32Array {
  const hashes = Int32Array.from(target)
  for (const values of features.values) {
    const words = new Int32Array(values.buffer, values.byteOffset, 2 * values.length)
    for (let row = 0; row < hashes.length; row++) {
      hashes[row] = mixWords(hashes[row] as number, words[2 * row] as number, words[2 * row + 1] as number)
    }
  }
  return hashes
}

function hasSameFeatures(features: FeatureTable, row: number, other: number): boolean {
  return features.values.every((column) => Object.is(column[row], column[other]))
}
