import type { SeededRandom } from 'lapidary'
import { clamp, pick, round } from './draw.ts'

/** One synthetic student before rankings and the turning point, which depend on the others. */
export interface Student {
  readonly fase: number
  readonly turma: string
  readonly idade: number
  readonly menina: boolean
  readonly entry: number
  readonly defasagem: number
  readonly avaliacoes: number
  readonly iaa: number
  readonly ieg: number
  readonly ips: number
  readonly ida: number
  readonly ipv: number
  readonly ian: number
  readonly inde: number
  /** INDE of 2020 and 2021; null before the student joined. */
  readonly before: readonly [number | null, number | null]
}

/** Ideal ages of each phase; the ninth is university. */
const idealAges: readonly (readonly [number, number])[] = [
  [7, 8],
  [8, 9],
  [10, 11],
  [12, 13],
  [14, 14],
  [15, 15],
  [16, 16],
  [17, 17],
  [18, 21],
]

const lags = [2, 1, 0, -1, -2, -3, -4, -5] as const
const lagWeights = [0.004, 0.02, 0.29, 0.45, 0.2, 0.027, 0.006, 0.003]
const firstYear = 2016
const lastYear = 2022
const entryWeights = [0.06, 0.08, 0.12, 0.15, 0.16, 0.27, 0.16]

/** Weights of the indicators in the INDE; the last is one that the sheet does not show. */
export const indeWeights = {
  ida: 0.2,
  ieg: 0.2,
  ipv: 0.2,
  iaa: 0.1,
  ips: 0.1,
  ian: 0.1,
  hidden: 0.1,
} as const

export function drawStudent(random: SeededRandom, fase: number, turma: string): Student {
  const ideal = clamp(
    fase - (lags[pick(random, lagWeights)] as number),
    Math.max(0, fase - 2),
    Math.min(8, fase + 5),
  )
  const defasagem = fase - ideal
  const [youngest, oldest] = idealAges[ideal] as readonly [number, number]
  const idade = youngest + random.integer(oldest - youngest + 1)
  const entry = Math.max(firstYear + pick(random, entryWeights), lastYear - (idade - 6))
  const talent = random.normal() * 0.9 + 0.15 * defasagem
  const effort = 0.6 * talent + 0.8 * random.normal()
  const iaa = random.next() < 0.04 ? 0 : round(clamp(8.5 + 0.3 * talent + 0.9 * random.normal(), 0, 10), 1)
  const ieg = round(clamp(7.9 + 1.3 * effort + 0.6 * random.normal(), 0, 10), 1)
  const ips = round(
    clamp(Math.round((6.9 + 0.3 * effort + 1.2 * random.normal()) / 0.625) * 0.625, 2.5, 10),
    3,
  )
  const ida = round(clamp(6.1 + 1.5 * talent + 0.5 * effort + 0.8 * random.normal(), 0, 9.9), 1)
  const ipv = round(clamp(7.25 + 0.5 * talent + 0.5 * effort + 0.65 * random.normal(), 2.5, 10), 3)
  const ian = defasagem >= 0 ? 10 : defasagem >= -2 ? 5 : 2.5
  const hidden = clamp(7 + 0.6 * talent + random.normal(), 0, 10)
  const inde = indeOf({ ida, ieg, ipv, iaa, ips, ian, hidden })
  const past = (year: number): number | null =>
    entry > year ? null : indeOf({ ...drift(random, { ida, ieg, ipv }), iaa, ips, ian, hidden })
  const avaliacoes = 2 + pick(random, [0.25, 0.45, 0.3])
  const who = { fase, turma, idade, menina: random.next() < 0.53, entry, defasagem, avaliacoes }
  return { ...who, iaa, ieg, ips, ida, ipv, ian, inde, before: [past(2020), past(2021)] }
}

/** Draws the indicators of another year. */
function drift<Part extends Record<string, number>>(random: SeededRandom, now: Part): Part {
  return Object.fromEntries(
    Object.entries(now).map(([name, value]) => [name, clamp(value - 0.1 + random.normal(), 0, 10)]),
  ) as Part
}

function indeOf(parts: Readonly<Record<keyof typeof indeWeights, number>>): number {
  let sum = 0
  for (const [name, weight] of Object.entries(indeWeights))
    sum += weight * parts[name as keyof typeof indeWeights]
  return round(clamp(sum, 3, 9.5), 3)
}
