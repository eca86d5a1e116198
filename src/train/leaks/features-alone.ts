import type { Language } from '../../base/text/localized-text.ts'
import { type ComparedPair, findRevealingPairs } from './compared-pairs.ts'
import {
  createCheckResult,
  formatPercent,
  type LeakCheck,
  type LeakCheckInput,
  tooGood,
} from './leak-check.ts'
import { measureSingleFeature, isMissingByClass, isTargetInDisguise } from './single-feature.ts'

/**
 * Skill (balanced accuracy above guessing, 0 to 1) from which a feature with one value for each
 * class is a noisy copy of the target.
 */
const copySkill = 0.75
/**
 * Skill from which a feature is suspicious if every feature of other columns has at most
 * `othersSkill`.
 */
const aloneSkill = 0.85
const othersSkill = 0.4

interface Alone {
  readonly name: string
  readonly columns: readonly string[]
  /** Balanced accuracy on held-out rows. */
  readonly accuracy: number
  readonly skill: number
  readonly isDisguise: boolean
  readonly values: number
}

/**
 * Checks for features that reveal the target by themselves: exactly, almost exactly, or with noise.
 */
export function checkSingleFeatures(input: LeakCheckInput): LeakCheck[] {
  const { features, target, sides } = input
  const classCount = target.reduce((max, code) => Math.max(max, code), 0) + 1
  const alone = features.specs.map((spec, k): Alone => {
    const values = features.values[k] as Float64Array
    const accuracy = measureSingleFeature(spec, values, target, sides, classCount)
    const skill = (accuracy - 1 / classCount) / (1 - 1 / classCount)
    const isDisguise = isTargetInDisguise(values, target)
    return {
      name: spec.name,
      columns: spec.columns,
      accuracy,
      skill,
      isDisguise,
      values: countValues(values, classCount),
    }
  })
  const strong = alone.filter(({ accuracy }) => accuracy >= tooGood)
  const noisy = alone.filter((each) => each.accuracy < tooGood && isNoisyCopy(each, alone, classCount))
  const byClass = features.specs
    .filter(({ name }, k) => {
      const isNamed = strong.some((each) => each.name === name) || noisy.some((each) => each.name === name)
      return !isNamed && isMissingByClass(features.values[k] as Float64Array, target, classCount)
    })
    .map(({ name }) => name)
  const pairs = findRevealingPairs(input, new Set(strong.map(({ name }) => name)))
  return [checkEqualsTarget(alone), checkPredictsTarget(strong, pairs, byClass), checkNoisyTarget(noisy)]
}

function isNoisyCopy({ skill, values, columns }: Alone, all: readonly Alone[], classCount: number): boolean {
  if (values === classCount && skill >= copySkill) return true
  if (skill < aloneSkill) return false
  const others = all.filter((other) => !other.columns.some((name) => columns.includes(name)))
  return others.length > 0 && others.every((other) => other.skill <= othersSkill * skill)
}

/** Counts the distinct values that are not missing, up to one more than `max`. */
function countValues(values: Float64Array, max: number): number {
  const seen = new Set<number>()
  for (const value of values) {
    if (Number.isNaN(value)) continue
    seen.add(value)
    if (seen.size > max) break
  }
  return seen.size
}

function checkEqualsTarget(alone: readonly Alone[]): LeakCheck {
  const names = alone.filter(({ isDisguise }) => isDisguise).map(({ name }) => name)
  if (names.length === 0) {
    return createCheckResult('feature-equals-target', true, {
      en: 'No feature is the target under another name.',
      'pt-BR': 'Nenhuma variável é o alvo com outro nome.',
    })
  }
  return createCheckResult('feature-equals-target', false, {
    en: `Features that are the target under another name: ${names.join(', ')}. Mark the column feature: false or knownAfter.`,
    'pt-BR': `Variáveis que são o alvo com outro nome: ${names.join(', ')}. Marque a coluna com feature: false ou knownAfter.`,
  })
}

const predictsWords = {
  en: {
    alone:
      'Features that predict the target almost perfectly by themselves (balanced accuracy on held-out rows): {features}.',
    byClass: 'Missing in the rows of some classes and present in the rows of the others: {features}.',
    question: 'Is it known before the decision?',
  },
  'pt-BR': {
    alone:
      'Variáveis que, sozinhas, preveem o alvo quase perfeitamente (acurácia balanceada nas linhas reservadas): {features}.',
    byClass: 'Ausentes nas linhas de algumas classes e presentes nas linhas das outras: {features}.',
    question: 'Os valores são conhecidos antes da decisão?',
  },
} as const

/** @param byClass names of features that are missing exactly in the rows of some classes */
function checkPredictsTarget(
  strong: readonly Alone[],
  pairs: readonly ComparedPair[],
  byClass: readonly string[],
): LeakCheck {
  if (strong.length === 0 && pairs.length === 0 && byClass.length === 0) {
    return createCheckResult('feature-predicts-target', true, {
      en: 'No feature predicts the target almost perfectly by itself, nor does the order of two numbers.',
      'pt-BR': 'Nenhuma variável prevê o alvo quase perfeitamente sozinha, nem a ordem entre dois números.',
    })
  }
  const pairNames = (language: Language): readonly Named[] => {
    const joined = { en: 'compared with', 'pt-BR': 'comparada com' }[language]
    return pairs.map(({ names: [a, b], accuracy }) => ({ name: `${a} ${joined} ${b}`, accuracy }))
  }
  const text = (language: Language): string => {
    const words = predictsWords[language]
    const found = [...strong, ...pairNames(language)]
    return [
      ...(found.length === 0 ? [] : [words.alone.replace('{features}', () => formatNamed(found, language))]),
      ...(byClass.length === 0 ? [] : [words.byClass.replace('{features}', () => byClass.join(', '))]),
      words.question,
    ].join(' ')
  }
  return createCheckResult('feature-predicts-target', false, { en: text('en'), 'pt-BR': text('pt-BR') })
}

function checkNoisyTarget(noisy: readonly Alone[]): LeakCheck {
  if (noisy.length === 0) {
    return createCheckResult('noisy-target', true, {
      en: 'No feature looks like a copy of the target with errors.',
      'pt-BR': 'Nenhuma variável parece uma cópia do alvo com erros.',
    })
  }
  return createCheckResult('noisy-target', false, {
    en: `Features that look like a copy of the target with errors, or that were recorded after it (balanced accuracy on held-out rows): ${formatNamed(noisy, 'en')}. If a column is not known before the decision, mark it knownAfter.`,
    'pt-BR': `Variáveis que parecem cópias do alvo com erros ou que foram registradas depois dele (acurácia balanceada nas linhas reservadas): ${formatNamed(noisy, 'pt-BR')}. Se uma coluna não é conhecida antes da decisão, marque-a com knownAfter.`,
  })
}

type Named = Pick<Alone, 'name' | 'accuracy'>

function formatNamed(features: readonly Named[], language: Language): string {
  return features.map(({ name, accuracy }) => `${name} (${formatPercent(accuracy, language, 1)})`).join(', ')
}
