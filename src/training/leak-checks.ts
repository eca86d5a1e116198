import { isByTime, type SplitKind } from '../dataset/split/split-kind.ts'
import { type Split } from '../dataset/split/time-order.ts'
import { type CellValue, cellValue, type ColumnData, type Table } from '../dataset/table.ts'
import { type Language, languages, type LocalizedText } from '../lib/localized-text.ts'
import type { FeatureTable } from '../model/features.ts'
import type { Project } from '../project/project.ts'
import { formatCount } from '../report/words.ts'
import { accuracyAlone, isTargetInDisguise } from './single-feature.ts'

/** One way in which the truth may have leaked into training, and what was found. */
export interface LeakCheck {
  readonly check: LeakCheckName
  readonly passed: boolean
  /** In English; `messages` has it in every language. */
  readonly message: string
  readonly messages: LocalizedText
}

export type LeakCheckName =
  | 'entity-on-both-sides'
  | 'duplicate-rows'
  | 'feature-equals-target'
  | 'feature-predicts-target'
  | 'known-after-decision'
  | 'fitted-before-split'

export interface LeakCheckInput {
  readonly project: Pick<Project, 'columns' | 'entity' | 'target'>
  /** All rows, both sides. */
  readonly table: Table
  /** Features and class of the same rows. */
  readonly features: FeatureTable
  readonly target: Uint8Array
  readonly sides: Split
  readonly split: SplitKind
}

/** Copies of held-out rows among the training rows up to this share are taken for chance. */
const duplicatesByChance = 0.01

/** Balanced accuracy from which one feature alone is too good to be true. */
const tooGood = 0.98

/** Looks for leaks on every training; a check that did not pass names what it found, and training goes on. */
export function leakChecks(input: LeakCheckInput): LeakCheck[] {
  return [entityOnBothSides(input), duplicateRows(input), ...singleFeatures(input), knownAfter(input), fittedBeforeSplit(input)]
}

function entityOnBothSides({ project, table, sides, split }: LeakCheckInput): LeakCheck {
  const { entity } = project
  const data = entity === undefined ? undefined : table.columns.get(entity)
  if (entity === undefined || data === undefined) {
    return result('entity-on-both-sides', true, {
      en: 'The project names no entity, so each row stands alone. If rows belong together (the months of one client), name their column as entity.',
      'pt-BR':
        'O projeto não indica uma entidade, então cada linha vale por si. Se há linhas que andam juntas (os meses de um cliente), indique a coluna delas como entidade.',
    })
  }
  const training = valuesIn(data, sides.train)
  const heldOut = valuesIn(data, sides.heldOut)
  const shared = [...heldOut].filter((value) => training.has(value)).length
  if (shared === 0) {
    return result('entity-on-both-sides', true, {
      en: `No ${entity} is on both sides of the split: ${formatCount(training.size, 'en')} in training, ${formatCount(heldOut.size, 'en')} held out.`,
      'pt-BR': `Nenhum valor de ${entity} está nos dois lados da divisão: ${formatCount(training.size, 'pt-BR')} no treino, ${formatCount(heldOut.size, 'pt-BR')} reservados.`,
    })
  }
  if (split === 'time') {
    return result('entity-on-both-sides', true, {
      en: `${formatCount(shared, 'en')} of ${formatCount(heldOut.size, 'en')} held-out values of ${entity} have earlier rows in training, as in a split by time: the metrics are of known values of ${entity}. Split by entity-time to measure new ones.`,
      'pt-BR': `${formatCount(shared, 'pt-BR')} dos ${formatCount(heldOut.size, 'pt-BR')} valores reservados de ${entity} têm linhas anteriores no treino, como em uma divisão por tempo: as métricas são de valores já conhecidos de ${entity}. Divida por entity-time para medir valores novos.`,
    })
  }
  return result('entity-on-both-sides', false, {
    en: `${formatCount(shared, 'en')} of ${formatCount(heldOut.size, 'en')} held-out values of ${entity} are in training too: the metrics are too good. Split by entity.`,
    'pt-BR': `${formatCount(shared, 'pt-BR')} dos ${formatCount(heldOut.size, 'pt-BR')} valores reservados de ${entity} também estão no treino: as métricas são boas demais. Divida por entidade.`,
  })
}

function valuesIn(data: ColumnData, rows: Int32Array): Set<CellValue> {
  const values = new Set<CellValue>()
  for (let i = 0; i < rows.length; i++) values.add(cellValue(data, rows[i] as number))
  values.delete(null)
  return values
}

function duplicateRows({ features, target, sides }: LeakCheckInput): LeakCheck {
  const copies = copiesOf(features, target, sides)
  const share = copies / sides.heldOut.length
  const passed = share <= duplicatesByChance
  const percent = (language: Language): string => share.toLocaleString(language, { style: 'percent', maximumFractionDigits: 2 })
  return result('duplicate-rows', passed, {
    en: `${formatCount(copies, 'en')} of ${formatCount(sides.heldOut.length, 'en')} held-out rows (${percent('en')}) equal a training row in all features and the target${passed ? '.' : ': drop the copies, or name the entity they belong to.'}`,
    'pt-BR': `${formatCount(copies, 'pt-BR')} das ${formatCount(sides.heldOut.length, 'pt-BR')} linhas reservadas (${percent('pt-BR')}) são iguais a uma linha de treino em todos os atributos e no alvo${passed ? '.' : ': remova as cópias ou indique a entidade a que pertencem.'}`,
  })
}

/** How many held-out rows equal a training row in all features and the target: by a hash table with open addressing. */
function copiesOf(features: FeatureTable, target: Uint8Array, { train, heldOut }: Split): number {
  const hashes = rowHashes(features, target)
  const mask = 2 ** Math.ceil(Math.log2(2 * train.length + 1)) - 1
  // One more than the row that is kept at a place; 0 is free.
  const rows = new Int32Array(mask + 1)
  const placeOf = (row: number): number => {
    let place = (hashes[row] as number) & mask
    for (; rows[place] !== 0; place = (place + 1) & mask) {
      const other = (rows[place] as number) - 1
      if (hashes[other] === hashes[row] && target[other] === target[row] && sameFeatures(features, row, other)) break
    }
    return place
  }
  for (let i = 0; i < train.length; i++) rows[placeOf(train[i] as number)] = (train[i] as number) + 1
  let copies = 0
  for (let i = 0; i < heldOut.length; i++) if (rows[placeOf(heldOut[i] as number)] !== 0) copies++
  return copies
}

/** A hash of all features and the class of each row, with the mixing steps of MurmurHash3 (Appleby 2011). */
function rowHashes(features: FeatureTable, target: Uint8Array): Int32Array {
  const hashes = Int32Array.from(target)
  for (const values of features.values) {
    const words = new Int32Array(values.buffer, values.byteOffset, 2 * values.length)
    for (let row = 0; row < hashes.length; row++) {
      let hash = Math.imul((hashes[row] as number) ^ (words[2 * row] as number), 0x85eb_ca6b)
      hash = Math.imul(hash ^ (hash >>> 15) ^ (words[2 * row + 1] as number), 0xc2b2_ae35)
      hashes[row] = hash ^ (hash >>> 13)
    }
  }
  return hashes
}

function sameFeatures(features: FeatureTable, row: number, other: number): boolean {
  return features.values.every((column) => Object.is(column[row], column[other]))
}

/** A feature that is the target under another name, and one that alone tells it. */
function singleFeatures({ features, target, sides }: LeakCheckInput): LeakCheck[] {
  const disguised: string[] = []
  const strong: { name: string; accuracy: number }[] = []
  const classCount = target.reduce((most, code) => Math.max(most, code), 0) + 1
  for (const [k, spec] of features.specs.entries()) {
    const values = features.values[k] as Float64Array
    if (isTargetInDisguise(values, target)) disguised.push(spec.name)
    const accuracy = accuracyAlone(spec, values, target, sides, classCount)
    if (accuracy >= tooGood) strong.push({ name: spec.name, accuracy })
  }
  const named = (language: Language): string => {
    const share = (accuracy: number): string => accuracy.toLocaleString(language, { style: 'percent', maximumFractionDigits: 1 })
    return strong.map(({ name, accuracy }) => `${name} (${share(accuracy)})`).join(', ')
  }
  return [
    result(
      'feature-equals-target',
      disguised.length === 0,
      disguised.length === 0
        ? { en: 'No feature is the target under another name.', 'pt-BR': 'Nenhum atributo é o alvo com outro nome.' }
        : {
            en: `The target under another name: ${disguised.join(', ')}. Mark the column feature: false or knownAfter.`,
            'pt-BR': `O alvo com outro nome: ${disguised.join(', ')}. Marque a coluna com feature: false ou knownAfter.`,
          },
    ),
    result(
      'feature-predicts-target',
      strong.length === 0,
      strong.length === 0
        ? {
            en: 'No feature alone predicts the target almost perfectly.',
            'pt-BR': 'Nenhum atributo sozinho prevê o alvo quase perfeitamente.',
          }
        : {
            en: `Alone almost enough to know the target (balanced accuracy on held-out rows): ${named('en')}. Is it known before the decision?`,
            'pt-BR': `Sozinho quase basta para saber o alvo (acurácia balanceada nas linhas reservadas): ${named('pt-BR')}. É conhecido antes da decisão?`,
          },
    ),
  ]
}

function knownAfter({ project, features }: LeakCheckInput): LeakCheck {
  const marked = Object.keys(project.columns).filter((name) => project.columns[name]?.knownAfter === true)
  const used = marked.filter((name) => features.specs.some((spec) => spec.columns.includes(name)))
  if (used.length > 0) {
    return result('known-after-decision', false, {
      en: `Known only after the decision, yet features: ${used.join(', ')}.`,
      'pt-BR': `Conhecidos só depois da decisão, mas usados como atributos: ${used.join(', ')}.`,
    })
  }
  return result(
    'known-after-decision',
    true,
    marked.length === 0
      ? {
          en: 'The project marks no column as known only after the decision.',
          'pt-BR': 'O projeto não marca nenhuma coluna como conhecida só depois da decisão.',
        }
      : {
          en: `Known only after the decision, and kept out of the features: ${marked.join(', ')}.`,
          'pt-BR': `Conhecidos só depois da decisão, e mantidos fora dos atributos: ${marked.join(', ')}.`,
        },
  )
}

/** Only filling looks across rows before the split. It stays within one entity, so a split by entity keeps it on one side. */
function fittedBeforeSplit({ project, split }: LeakCheckInput): LeakCheck {
  const filled = Object.keys(project.columns).filter((name) => project.columns[name]?.constantWithinEntity === true)
  if (project.entity === undefined || filled.length === 0) {
    return result('fitted-before-split', true, {
      en: 'Nothing was fitted before the split: reading and cleaning look at one cell at a time, features at one row.',
      'pt-BR': 'Nada foi ajustado antes da divisão: a leitura e a limpeza olham uma célula por vez, e os atributos, uma linha.',
    })
  }
  if (split === 'entity' || split === 'entity-time') {
    return result('fitted-before-split', true, {
      en: `Nothing was fitted before the split. Missing cells are filled from rows of the same ${project.entity}, which are on the same side (columns filled: ${filled.length}).`,
      'pt-BR': `Nada foi ajustado antes da divisão. Células vazias são preenchidas com linhas do mesmo ${project.entity}, que estão do mesmo lado (colunas preenchidas: ${filled.length}).`,
    })
  }
  return result('fitted-before-split', false, {
    en: `The split is by ${isByTime(split) ? 'time' : 'rows'}, and missing cells were filled from rows of the same ${project.entity} on the other side, in: ${filled.join(', ')}.`,
    'pt-BR': `A divisão é por ${isByTime(split) ? 'tempo' : 'linhas'}, e células vazias foram preenchidas com linhas do mesmo ${project.entity} do outro lado, em: ${filled.join(', ')}.`,
  })
}

function result(check: LeakCheckName, passed: boolean, messages: LocalizedText): LeakCheck {
  return { check, passed, message: messages[languages[0]], messages }
}
