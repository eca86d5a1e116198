import { column } from '../../src/data/column.ts'
import type { DataReport } from '../../src/data/data-report.ts'
import { seededRandom } from '../../src/base/math/random.ts'
import type { SplitKind } from '../../src/data/split/split-kind.ts'
import { evaluate } from '../../src/task/classification/evaluate.ts'
import type { CardTraining } from '../../src/report/card/model-card.ts'

const columns = {
  Client_ID: column.identifier({ label: { en: 'Client', 'pt-BR': 'Cliente' } }),
  SSN: column.text({ personal: true }),
  Age: column.integer({ label: { en: 'Age', 'pt-BR': 'Idade' } }),
  Job: column.category({ categories: ['Cook|Chef', 'Clerk'] }),
  Score: column.category({
    label: { en: 'Credit score', 'pt-BR': 'Faixa de crédito' },
    categories: ['Poor', 'Good'],
    categoryLabels: { Poor: { en: 'Poor', 'pt-BR': 'Ruim' }, Good: { en: 'Good', 'pt-BR': 'Boa' } },
  }),
}

export const report: DataReport = {
  files: [{ name: 'clients <1>.csv', bytes: 81_234, sha256: 'ab'.repeat(32) }],
  synthetic: true,
  rows: 1000,
  rows_without_target: 12,
  duplicate_rows: 0,
  unreadable_rows: 3,
  extra_columns: ['Note & more'],
  columns: [
    {
      name: 'SSN',
      type: 'text',
      personal: true,
      present: 990,
      problems: [{ problem: 'marker', count: 7, examples: ['078-05-1120'] }],
      repaired: 1,
      repaired_examples: ['219-09-9999'],
    },
    {
      name: 'Age',
      type: 'integer',
      personal: false,
      present: 900,
      problems: [
        { problem: 'empty', count: 60, examples: [] },
        { problem: 'out-of-range', count: 37, examples: ['-500', '<b>8698\u001b[31m'] },
      ],
      repaired: 1234,
      repaired_examples: ['28_'],
      numbers: { min: 14, q25: 24, median: 33, q75: 42, max: 56, mean: 33.3 },
    },
    {
      name: 'Job',
      type: 'category',
      personal: false,
      present: 997,
      problems: [],
      repaired: 0,
      repaired_examples: [],
      categories: [
        { category: 'Cook|Chef', count: 900 },
        { category: 'Clerk', count: 97 },
      ],
    },
  ],
}

/**
 * Creates a small training for reports: 200 held-out rows of 50 clients, and a model that is right
 * about 3 in 4.
 */
export function training(change: { synthetic?: boolean; split?: SplitKind } = {}): CardTraining {
  const random = seededRandom(8)
  const target = Uint8Array.from({ length: 200 }, () => random.integer(2))
  const good = Array.from(target, (k) =>
    Math.min(0.99, Math.max(0.01, 0.35 + 0.3 * k + random.normal() * 0.2)),
  )
  const evaluation = evaluate({
    classes: ['Poor', 'Good'],
    target,
    probabilities: Float64Array.from(good.flatMap((p) => [1 - p, p])),
    groups: Int32Array.from(target, (_, row) => row >> 2),
    trainRows: [314, 471],
    seed: 1,
    resamples: 50,
  })
  return {
    project: {
      title: { en: 'Credit', 'pt-BR': 'Crédito' },
      model: 'CreditModel',
      target: 'Score',
      entity: 'Client_ID',
      columns,
      learner: { kind: 'random-forest', params: { trees: 100 } },
      card: {
        intendedUse: { en: 'To try the program.', 'pt-BR': 'Para experimentar o programa.' },
        limits: { en: 'Only made-up clients.', 'pt-BR': 'Só clientes inventados.' },
      },
    },
    model: { kind: 'random-forest' },
    request: {
      learner: { kind: 'random-forest', params: { trees: 100 } },
      split: change.split ?? 'entity',
      seed: 42,
    },
    report: { ...report, synthetic: change.synthetic ?? true },
    split: {
      kind: change.split ?? 'entity',
      entity: { en: 'Client', 'pt-BR': 'Cliente' },
      train: { rows: 785, entities: 196 },
      held_out: { rows: 200, entities: 50 },
      classes: [
        { class: 'Poor', train: 0.4, held_out: 0.45 },
        { class: 'Good', train: 0.6, held_out: 0.55 },
      ],
      copies: 0,
      time: null,
    },
    evaluation,
    heldOut: evaluation,
    windows: [],
    otherInputs: [],
    repeated: null,
    policy: null,
    importance: [
      { column: 'Age', value: 0.08, low: 0.06, high: 0.1 },
      { column: 'Job', value: -0.001, low: -0.004, high: 0.002 },
    ],
    slices: [
      {
        column: 'Job',
        value: 'Cook|Chef',
        rows: 150,
        accuracy: 0.75,
        log_loss: 0.5,
        predicted: { Poor: 0.4, Good: 0.6 },
      },
      {
        column: 'Job',
        value: null,
        rows: 50,
        accuracy: 0.7,
        log_loss: 0.6,
        predicted: { Poor: 1, Good: 0 },
      },
    ],
    leaks: [
      { passed: true, messages: { en: 'All is well.', 'pt-BR': 'Tudo certo.' } },
      { passed: false, messages: { en: 'The answer is in Job.', 'pt-BR': 'A resposta está em Job.' } },
    ],
  }
}
