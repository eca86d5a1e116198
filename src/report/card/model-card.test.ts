import { expect, test } from 'vitest'
import { training } from '../../../test/kit/reported-training.ts'
import { evaluate } from '../../task/classification/evaluate.ts'
import { metricNames } from '../../task/classification/evaluation.ts'
import type { SplitKind } from '../../data/split/split-kind.ts'
import { type CardTraining, renderModelCard } from './model-card.ts'

test('renderModelCard() has every section in both languages', () => {
  const cards = renderModelCard({ training: training() })
  const heads = (card: string): string[] => [...card.matchAll(/^##? (.+)$/gm)].map(([, head = '']) => head)
  expect(heads(cards.en)).toEqual([
    'Model card: CreditModel',
    'Intended use',
    'Data',
    'Metrics on held-out rows',
    'By slice',
    'Column importance',
    'Leak checks',
    'Limitations',
    'How to reproduce',
  ])
  expect(heads(cards['pt-BR'])).toHaveLength(9)
  expect(cards['pt-BR']).toContain('Para experimentar o programa.')
  expect(cards['pt-BR']).toContain('*Faixa de crédito*: Ruim, Boa.')
  expect(`${cards.en}${cards['pt-BR']}`).not.toMatch(/undefined|NaN|\{\w+\}/)
})

test('renderModelCard() shows metrics with intervals beside the baselines, slices, leaks, hash and how to repeat', () => {
  const given = training()
  const { en } = renderModelCard({ training: given })
  const { value, low, high } = given.evaluation.metrics.accuracy
  const { majority, prior } = given.evaluation.baselines
  const [v, l, h, m, p] = [value, low, high, majority.accuracy, prior.accuracy].map((number) =>
    number.toFixed(3),
  )
  expect(en).toContain(`| Accuracy | ${v} (${l} to ${h}) | ${m} | ${p} |`)
  expect(en).toContain('| Cook\\|Chef | 150 | 0.750 | 0.500 | 40.0% | 60.0% |')
  expect(en).toContain('| *missing* | 50 |')
  expect(en).toContain('- **failed**: The answer is in Job.')
  expect(en).toContain(`SHA-256 \`${'ab'.repeat(32)}\``)
  expect(en).toContain('held out: 200 (Client: 50)')
  expect(en).toContain('by Client: all rows of a value are on the same side')
  expect(en).toContain('lapidary train PROJECT --data FILE --seed 42\n')
})

test('renderModelCard() repeats every option that the model needs, and no other', () => {
  const command = (own: Params, learner: Params, split: SplitKind = 'entity'): string => {
    const given = training({ split })
    const project = { ...given.project, learner: own }
    const { en } = renderModelCard({
      training: { ...given, project, request: { ...given.request, learner } },
    })
    return /^lapidary train PROJECT --data FILE (.*)$/m.exec(en)?.[1] ?? ''
  }
  const forest = { kind: 'random-forest', params: { trees: 100, maxDepth: null } }
  expect(command(forest, { ...forest, params: { ...forest.params, maxDepth: 4 } })).toBe(
    '--param maxDepth=4 --seed 42',
  )
  expect(
    command(forest, { kind: 'logistic-regression', params: { l2: 0.5, classWeight: 'none' } }, 'rows'),
  ).toBe('--learner logistic-regression --param l2=0.5 --param classWeight=none --seed 42 --split rows')
  const grid = { kind: 'grid-search', params: { search: 'halving' }, inFull: () => null }
  expect(command(grid, grid)).toBe('--seed 42')
  expect(command(grid, { ...grid, params: { search: 'full' } })).toBe('--full-grid --seed 42')
  expect(command(grid, forest)).toBe(
    '--learner random-forest --param trees=100 --param maxDepth=null --seed 42',
  )
})

type Params = CardTraining['request']['learner']

test('renderModelCard() warns of synthetic data and of a leaking split, and only of these', () => {
  const warned = renderModelCard({ training: training({ synthetic: true, split: 'rows' }) })
  expect(warned.en).toMatch(
    /\*\*Synthetic data\.\*\*[\s\S]+\*\*Leaking split \(by rows\)\.\*\*[\s\S]+## Intended use/,
  )
  expect(warned['pt-BR']).toMatch(
    /\*\*Dados sintéticos\.\*\*[\s\S]+\*\*Divisão com vazamento \(por linhas\)\.\*\*/,
  )
  expect(warned.en).toContain('--seed 42 --split rows')
  expect(renderModelCard({ training: training({ synthetic: false }) }).en).not.toMatch(/synthetic|[Ll]eaking/)
})

test('renderModelCard() states that the project names no use, no slices and no entity', () => {
  const given = training({ split: 'rows' })
  const { card: _, entity: __, ...project } = given.project
  const { en } = renderModelCard({
    training: { ...given, project, split: { ...given.split, entity: null }, slices: [] },
  })
  expect(en).toContain('Do not use it for decisions')
  expect(en).toContain('names no columns in `slices`')
  expect(en).toContain('by rows, because the project names no entity')
  expect(en).not.toContain('Leaking')
})

/** Creates a side of 100 rows with estimates from repeats of it. */
const estimate = { value: 0.75, low: 0.5, high: 0.875 }
const decisions = {
  accuracy: estimate,
  precision: estimate,
  recall: estimate,
  f1: estimate,
  flagged: estimate,
}
const side = { threshold: 0.5, rows: 100, prevalence: 0.16, ...decisions }
const repeated = {
  rows: 785,
  entities: 196,
  repeats: 3,
  folds: 5,
  metrics: Object.fromEntries(metricNames.map((name) => [name, { ...estimate, min: 0.7, max: 0.8 }])),
} as unknown as NonNullable<CardTraining['repeated']>

test('renderModelCard() shows decisions at the threshold, and the intervals of repeated folds', () => {
  const plan = { folds: 5, repeats: 3 }
  const measured = { ...training().evaluation, rows: 985, repeated: plan }
  const policy = { positive: 'Good', heldOut: side, outOfFold: side }
  const given = { ...training(), evaluation: measured, repeated, policy }
  const cards = renderModelCard({ training: given })
  expect(cards.en).toContain(
    'A row is flagged as *Good* when the probability of that class is at least 0.50. 16.0% of the held-out rows',
  )
  expect(cards.en).toContain(
    '| Recall: share of the rows of the class that are flagged | 0.750 (0.500 to 0.875) | 0.750 (0.500 to 0.875) |',
  )
  expect(cards.en).toContain(
    'The 200 held-out rows are too few for a reliable estimate. All 985 rows were therefore split into 5 folds',
  )
  expect(cards.en).toContain('## Metrics on all rows, out of fold')
  expect(cards.en).toMatch(/\| Accuracy \| 0\.750 \(0\.500 to 0\.875\) \| 0\.700 – 0\.800 \| 0\.\d+ \(0/)
  expect(cards['pt-BR']).toContain(
    'Uma linha é sinalizada como *Boa* quando a probabilidade dessa classe é de pelo menos 0,50',
  )
  expect(`${cards.en}${cards['pt-BR']}`).not.toMatch(/undefined|NaN|\{\w+\}/)
  const plain = renderModelCard({
    training: { ...training(), policy: { positive: 'Good', heldOut: side, outOfFold: null } },
  })
  expect(plain.en).toContain('| Metric | Held-out rows |\n')
  expect(plain.en).not.toContain('repeated folds')
})

test('renderModelCard() describes the split in time, and shows the held-out period as a series', () => {
  const { evaluation, ...rest } = training({ split: 'entity-time' })
  const time = {
    column: 'Age',
    label: { en: 'Age', 'pt-BR': 'Idade' },
    from: '2026-03-01',
    left_out: { gap: 7, missing: 2, other_entities: 1500 },
  }
  const split = { ...rest.split, copies: 12, time }
  const { metrics } = evaluation
  const windows = ['2026-03', '2026-04'].map((month) => ({
    from: `${month}-01`,
    to: `${month}-28`,
    rows: 100,
    entities: 25,
    metrics,
  }))
  const cards = renderModelCard({ training: { ...rest, evaluation, split, windows } })
  expect(cards.en).toContain(
    '- Split: by Client and Age: rows from 2026-03-01 on of a fifth of Client are held out',
  )
  expect(cards.en).toContain(
    '- On neither side: 7 rows in the gap, 2 without a time, 1,500 of entities of the other side',
  )
  expect(cards.en).toContain(
    '- Class shares in the training rows / the held-out rows: Poor 40.0% / 45.0%, Good 60.0% / 55.0%',
  )
  expect(cards.en).toContain('- 12 rows equal others in all columns but the target')
  expect(cards.en).toContain('| 2026-03-01 – 2026-03-28 | 100 | 0.')
  expect(cards['pt-BR']).toContain('### Ao longo do tempo')
  expect(`${cards.en}${cards['pt-BR']}`).not.toMatch(/undefined|NaN|\{\w+\}/)
  expect(cards.en).toContain('--split entity-time')
  const alone = {
    ...rest,
    evaluation,
    windows: windows.slice(1),
    project: { ...rest.project, split: { time: 'Age' } },
  }
  const single = renderModelCard({ training: alone })
  expect(single.en).not.toContain('--split')
  expect(single.en).not.toContain('### By time')
})

test('renderModelCard() admits that repeated folds used hyper-parameters chosen on the same rows, where they were tuned', () => {
  const given = { ...training(), repeated }
  expect(renderModelCard({ training: given }).en).not.toContain('slightly optimistic')
  const tuned = {
    ...given,
    request: { ...given.request, learner: { ...given.request.learner, withParams: () => undefined } },
  }
  expect(renderModelCard({ training: tuned }).en).toContain('and not again in each fold')
  expect(renderModelCard({ training: tuned })['pt-BR']).toContain('e não de novo em cada parte')
})

test('renderModelCard() names the params that tuning chose, and the number of trials', () => {
  const tuning = {
    trials: new Array<unknown>(240).fill(null),
    chosen: { hiddenLayers: [128, 64], dropout: 0.3 },
  }
  const card = renderModelCard({ training: { ...training(), tuning } })
  expect(card.en).toContain('- Chosen among 240 combinations: hiddenLayers 128,64, dropout 0.3\n')
  expect(card['pt-BR']).toContain('- Escolhidos entre 240 combinações: ')
  expect(renderModelCard({ training: training() }).en).not.toContain('Chosen among')
})

/**
 * Creates a training whose model predicts the class shares of the training rows for every row, with
 * one held-out row of the rarer class.
 */
function createGuessingTraining(): CardTraining {
  const given = training()
  const target = Uint8Array.from({ length: 100 }, (_, row) => (row === 0 ? 1 : 0))
  const evaluation = evaluate({
    classes: ['Poor', 'Good'],
    target,
    probabilities: Float64Array.from([...target].flatMap(() => [0.98, 0.02])),
    groups: Int32Array.from(target.keys()),
    trainRows: [392, 8],
    seed: 1,
    resamples: 50,
  })
  return { ...given, project: { ...given.project, entity: 'Client_ID' }, evaluation }
}

test('renderModelCard() warns above the metrics of a model that guesses, of an imbalanced target and of rare classes', () => {
  const cards = renderModelCard({ training: createGuessingTraining() })
  const [en, pt] = [cards.en, cards['pt-BR']].map((card) =>
    card.slice(card.indexOf('\n## ', card.indexOf('\n## ') + 1)),
  )
  expect(en).toMatch(
    /\*\*Warning:\*\* No better than guessing: the log-loss is 0\.\d{3} \(.+\), and always predicting .+ gives 0\.\d{3}\. Columns/,
  )
  expect(en).toContain('"Client\\_ID" (identifier), "SSN" (personal)')
  expect(en).toContain('always predicting "Poor" reaches 0.990. Judge by balanced accuracy, 0.500 (')
  expect(en).toContain('average precision of "Good", 0.010 (')
  expect(en).toContain('**Warning:** Too few rows to evaluate "Good" (1 held out, 8 in training).')
  expect(pt).toContain('**Atenção:** Não supera a referência: o log-loss é 0,')
  expect(pt).toContain('prever sempre "Ruim" chega a 0,990. Avalie pela acurácia balanceada, 0,500 (')
  expect(pt).toContain('Há poucas linhas para avaliar "Boa" (reservadas: 1; de treinamento: 8).')
  expect(renderModelCard({ training: training() }).en).not.toContain('**Warning:**')
})

test('renderModelCard() shows what the model is worth when rows come in another way', () => {
  const otherInputs = [{ input: 'as_file', accuracy: 0.7, log_loss: 0.61 }] as const
  const cards = renderModelCard({ training: { ...training(), otherInputs } })
  expect(cards.en).toContain(
    '| Scored as a file: missing values filled from other rows of the same Client | 0.700 | 0.610 |',
  )
  expect(cards['pt-BR']).toContain(
    '| Em arquivo: valores ausentes preenchidos com outras linhas do mesmo valor de Cliente | 0,700 | 0,610 |',
  )
})
