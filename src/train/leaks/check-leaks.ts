import { type CellValue, cellValue, type ColumnData } from '../../data/table.ts'
import { formatCount } from '../../report/words.ts'
import { checkCopiedRows } from './copied-rows.ts'
import { checkDrift } from './drift-over-time.ts'
import { checkSingleFeatures } from './features-alone.ts'
import { createCheckResult, type LeakCheck, type LeakCheckInput } from './leak-check.ts'
import { checkNearCopies } from './near-copies.ts'
import { checkTargetEncodings } from './target-encoding.ts'

/** Checks a training for leaks. A check that fails names what it found; training goes on. */
export function checkLeaks(input: LeakCheckInput): LeakCheck[] {
  return [
    checkEntities(input),
    checkCopiedRows(input),
    checkNearCopies(input),
    ...checkSingleFeatures(input),
    checkTargetEncodings(input),
    checkKnownAfter(input),
    checkDrift(input),
  ]
}

function checkEntities({ project, table, sides, split }: LeakCheckInput): LeakCheck {
  const { entity } = project
  const data = entity === undefined ? undefined : table.columns.get(entity)
  if (entity === undefined || data === undefined) {
    return createCheckResult('entity-on-both-sides', true, {
      en: 'The project names no entity, so every row is treated as independent. If rows belong together, such as the months of one client, name their column as entity.',
      'pt-BR':
        'O projeto não indica uma entidade; por isso cada linha é tratada como independente. Se há linhas relacionadas, como os meses de um cliente, indique a coluna que as identifica como entidade.',
    })
  }
  const training = collectValues(data, sides.train)
  const heldOut = collectValues(data, sides.heldOut)
  const shared = [...heldOut].filter((value) => training.has(value)).length
  if (shared === 0) {
    return createCheckResult('entity-on-both-sides', true, {
      en: `No ${entity} is on both sides of the split: ${formatCount(training.size, 'en')} in training, ${formatCount(heldOut.size, 'en')} held out.`,
      'pt-BR': `Nenhum valor de ${entity} está nos dois lados da divisão: ${formatCount(training.size, 'pt-BR')} no treinamento, ${formatCount(heldOut.size, 'pt-BR')} reservados.`,
    })
  }
  if (split === 'time') {
    return createCheckResult('entity-on-both-sides', true, {
      en: `${formatCount(shared, 'en')} of ${formatCount(heldOut.size, 'en')} held-out values of ${entity} have earlier rows in training, as in every split by time: the metrics are those of known values of ${entity}. Split by entity-time to evaluate new ones.`,
      'pt-BR': `${formatCount(shared, 'pt-BR')} dos ${formatCount(heldOut.size, 'pt-BR')} valores reservados de ${entity} têm linhas anteriores no treinamento, como é próprio de uma divisão por tempo: as métricas valem para valores já conhecidos de ${entity}. Divida por entidade e tempo (--split entity-time) para avaliar valores novos.`,
    })
  }
  return createCheckResult('entity-on-both-sides', false, {
    en: `${formatCount(shared, 'en')} of ${formatCount(heldOut.size, 'en')} held-out values of ${entity} are in training too, so the metrics are too optimistic. Split by entity.`,
    'pt-BR': `${formatCount(shared, 'pt-BR')} dos ${formatCount(heldOut.size, 'pt-BR')} valores reservados de ${entity} também estão no treinamento, então as métricas são otimistas demais. Divida por entidade.`,
  })
}

function collectValues(data: ColumnData, rows: Int32Array): Set<CellValue> {
  const values = new Set<CellValue>()
  for (let i = 0; i < rows.length; i++) values.add(cellValue(data, rows[i] as number))
  values.delete(null)
  return values
}

function checkKnownAfter({ project, features }: LeakCheckInput): LeakCheck {
  const marked = Object.keys(project.columns).filter((name) => project.columns[name]?.knownAfter === true)
  const used = marked.filter((name) => features.specs.some((spec) => spec.columns.includes(name)))
  if (used.length > 0) {
    return createCheckResult('known-after-decision', false, {
      en: `Columns that are known only after the decision but are used as features: ${used.join(', ')}.`,
      'pt-BR': `Colunas que só são conhecidas depois da decisão, mas são usadas como variáveis: ${used.join(', ')}.`,
    })
  }
  return createCheckResult(
    'known-after-decision',
    true,
    marked.length === 0
      ? {
          en: 'The project marks no column as known only after the decision.',
          'pt-BR': 'O projeto não marca nenhuma coluna como conhecida só depois da decisão.',
        }
      : {
          en: `Columns that are known only after the decision and are not used as features: ${marked.join(', ')}.`,
          'pt-BR': `Colunas que só são conhecidas depois da decisão e não são usadas como variáveis: ${marked.join(', ')}.`,
        },
  )
}
