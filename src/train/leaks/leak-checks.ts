import { type CellValue, cellValue, type ColumnData } from '../../data/table.ts'
import { formatCount } from '../../report/words.ts'
import { copiedRows } from './copied-rows.ts'
import { driftOverTime } from './drift-over-time.ts'
import { featuresAlone } from './features-alone.ts'
import { checkResult, type LeakCheck, type LeakCheckInput } from './leak-check.ts'
import { nearCopies } from './near-copies.ts'
import { targetEncodings } from './target-encoding.ts'

/** Looks for leaks on every training; a check that did not pass names what it found, and training goes on. */
export function leakChecks(input: LeakCheckInput): LeakCheck[] {
  return [
    entityOnBothSides(input),
    copiedRows(input),
    nearCopies(input),
    ...featuresAlone(input),
    targetEncodings(input),
    knownAfter(input),
    driftOverTime(input),
  ]
}

function entityOnBothSides({ project, table, sides, split }: LeakCheckInput): LeakCheck {
  const { entity } = project
  const data = entity === undefined ? undefined : table.columns.get(entity)
  if (entity === undefined || data === undefined) {
    return checkResult('entity-on-both-sides', true, {
      en: 'The project names no entity, so each row stands alone. If rows belong together (the months of one client), name their column as entity.',
      'pt-BR':
        'O projeto não indica uma entidade, então cada linha vale por si. Se há linhas que andam juntas (os meses de um cliente), indique a coluna delas como entidade.',
    })
  }
  const training = valuesIn(data, sides.train)
  const heldOut = valuesIn(data, sides.heldOut)
  const shared = [...heldOut].filter((value) => training.has(value)).length
  if (shared === 0) {
    return checkResult('entity-on-both-sides', true, {
      en: `No ${entity} is on both sides of the split: ${formatCount(training.size, 'en')} in training, ${formatCount(heldOut.size, 'en')} held out.`,
      'pt-BR': `Nenhum valor de ${entity} está nos dois lados da divisão: ${formatCount(training.size, 'pt-BR')} no treino, ${formatCount(heldOut.size, 'pt-BR')} reservados.`,
    })
  }
  if (split === 'time') {
    return checkResult('entity-on-both-sides', true, {
      en: `${formatCount(shared, 'en')} of ${formatCount(heldOut.size, 'en')} held-out values of ${entity} have earlier rows in training, as in a split by time: the metrics are of known values of ${entity}. Split by entity-time to measure new ones.`,
      'pt-BR': `${formatCount(shared, 'pt-BR')} dos ${formatCount(heldOut.size, 'pt-BR')} valores reservados de ${entity} têm linhas anteriores no treino, como em uma divisão por tempo: as métricas são de valores já conhecidos de ${entity}. Divida por entity-time para medir valores novos.`,
    })
  }
  return checkResult('entity-on-both-sides', false, {
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

function knownAfter({ project, features }: LeakCheckInput): LeakCheck {
  const marked = Object.keys(project.columns).filter((name) => project.columns[name]?.knownAfter === true)
  const used = marked.filter((name) => features.specs.some((spec) => spec.columns.includes(name)))
  if (used.length > 0) {
    return checkResult('known-after-decision', false, {
      en: `Known only after the decision, yet features: ${used.join(', ')}.`,
      'pt-BR': `Conhecidos só depois da decisão, mas usados como atributos: ${used.join(', ')}.`,
    })
  }
  return checkResult(
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
