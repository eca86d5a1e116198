import { expect, test } from 'vitest'
import { training } from '../../../test/kit/reported-training.ts'
import { evaluate } from '../../task/classification/evaluate.ts'
import { metricNames } from '../../task/classification/evaluation.ts'
import type { SplitKind } from '../../data/split/split-kind.ts'
import { type CardTraining, modelCard } from './model-card.ts'

test('modelCard() has every section in both languages', () => {
  const cards = modelCard({ training: training() })
  const heads = (card: string): string[] => [...card.matchAll(/^##? (.+)$/gm)].map(([, head = '']) => head)
  expect(heads(cards.en)).toEqual([
    'Model card: CreditModel',
    'Intended use',
    'Data',
    'Metrics on held-out rows',
    'By slice',
    'What it relies on',
    'Leak checks',
    'Limits',
    'How to reproduce',
  ])
  expect(heads(cards['pt-BR'])).toHaveLength(9)
  expect(cards['pt-BR']).toContain('Para experimentar o programa.')
  expect(cards['pt-BR']).toContain('*Faixa de crédito*: Ruim, Boa.')
  expect(`${cards.en}${cards['pt-BR']}`).not.toMatch(/undefined|NaN|\{\w+\}/)
})

test('modelCard() shows metrics with intervals beside the baselines, slices, leaks, hash and how to repeat', () => {
  const given = training()
  const { en } = modelCard({ training: given })
  const { value, low, high } = given.evaluation.metrics.accuracy
  const { majority, prior } = given.evaluation.baselines
  const [v, l, h, m, p] = [value, low, high, majority.accuracy, prior.accuracy].map((number) => number.toFixed(3))
  expect(en).toContain(`| Accuracy | ${v} (${l} to ${h}) | ${m} | ${p} |`)
  expect(en).toContain('| Cook\\|Chef | 150 | 0.750 | 0.500 | 40.0% | 60.0% |')
  expect(en).toContain('| *missing* | 50 |')
  expect(en).toContain('- **found something**: The answer is in Job.')
  expect(en).toContain(`SHA-256 \`${'ab'.repeat(32)}\``)
  expect(en).toContain('held out: 200 (Client: 50)')
  expect(en).toContain('by Client: all rows of one are on the same side')
  expect(en).toContain('lapidary train PROJECT --data FILE --seed 42\n')
})

test('modelCard() repeats every option that the model needs, and no other', () => {
  const command = (own: Params, learner: Params, split: SplitKind = 'entity'): string => {
    const given = training({ split })
    const project = { ...given.project, learner: own }
    const { en } = modelCard({ training: { ...given, project, request: { ...given.request, learner } } })
    return /^lapidary train PROJECT --data FILE (.*)$/m.exec(en)?.[1] ?? ''
  }
  const forest = { kind: 'random-forest', params: { trees: 100, maxDepth: null } }
  expect(command(forest, { ...forest, params: { ...forest.params, maxDepth: 4 } })).toBe('--param maxDepth=4 --seed 42')
  expect(command(forest, { kind: 'logistic-regression', params: { l2: 0.5, classWeight: 'none' } }, 'rows')).toBe(
    '--learner logistic-regression --param l2=0.5 --param classWeight=none --seed 42 --split rows',
  )
  const grid = { kind: 'grid-search', params: { search: 'halving' }, inFull: () => null }
  expect(command(grid, grid)).toBe('--seed 42')
  expect(command(grid, { ...grid, params: { search: 'full' } })).toBe('--full-grid --seed 42')
  expect(command(grid, forest)).toBe('--learner random-forest --param trees=100 --param maxDepth=null --seed 42')
})

type Params = CardTraining['request']['learner']

test('modelCard() warns of synthetic data and of a leaking split, and only of these', () => {
  const warned = modelCard({ training: training({ synthetic: true, split: 'rows' }) })
  expect(warned.en).toMatch(/\*\*Synthetic data\.\*\*[\s\S]+\*\*Leaking split \(by rows\)\.\*\*[\s\S]+## Intended use/)
  expect(warned['pt-BR']).toMatch(/\*\*Dados sintéticos\.\*\*[\s\S]+\*\*Divisão com vazamento \(por linhas\)\.\*\*/)
  expect(warned.en).toContain('--seed 42 --split rows')
  expect(modelCard({ training: training({ synthetic: false }) }).en).not.toMatch(/synthetic|[Ll]eaking/)
})

test('modelCard() says so when the project names no use, no slices and no entity', () => {
  const given = training({ split: 'rows' })
  const { card: _, entity: __, ...project } = given.project
  const { en } = modelCard({ training: { ...given, project, split: { ...given.split, entity: null }, slices: [] } })
  expect(en).toContain('Do not use it for decisions')
  expect(en).toContain('names no columns')
  expect(en).toContain('by rows, as the project names no entity')
  expect(en).not.toContain('Leaking')
})

/** A side of 100 rows, and what repeats of it found. */
const estimate = { value: 0.75, low: 0.5, high: 0.875 }
const decisions = { accuracy: estimate, precision: estimate, recall: estimate, f1: estimate, flagged: estimate }
const side = { threshold: 0.5, rows: 100, prevalence: 0.16, ...decisions }
const repeated = {
  rows: 785,
  entities: 196,
  repeats: 3,
  folds: 5,
  metrics: Object.fromEntries(metricNames.map((name) => [name, { ...estimate, least: 0.7, most: 0.8 }])),
} as unknown as NonNullable<CardTraining['repeated']>

test('modelCard() says how decisions turn out at the threshold, and how sure repeated folds are', () => {
  const plan = { folds: 5, repeats: 3 }
  const measured = { ...training().evaluation, rows: 985, repeated: plan }
  const policy = { positive: 'Good', heldOut: side, outOfFold: side }
  const given = { ...training(), evaluation: measured, repeated, policy }
  const cards = modelCard({ training: given })
  expect(cards.en).toContain('A row is flagged as *Good* when the probability of that reaches 0.50; 16.0% of the held-out rows')
  expect(cards.en).toContain('| Recall: share of the class that is flagged | 0.750 (0.500 to 0.875) | 0.750 (0.500 to 0.875) |')
  expect(cards.en).toContain('The 200 held-out rows are too few to be sure of. So all 985 rows were cut into 5 parts')
  expect(cards.en).toContain('## Metrics of all rows, out of fold')
  expect(cards.en).toMatch(/\| Accuracy \| 0\.750 \(0\.500 to 0\.875\) \| 0\.700 – 0\.800 \| 0\.\d+ \(0/)
  expect(cards['pt-BR']).toContain('Uma linha é sinalizada como *Boa* quando a probabilidade disso chega a 0,50')
  expect(`${cards.en}${cards['pt-BR']}`).not.toMatch(/undefined|NaN|\{\w+\}/)
  const plain = modelCard({ training: { ...training(), policy: { positive: 'Good', heldOut: side, outOfFold: null } } })
  expect(plain.en).toContain('| Metric | Held-out rows |\n')
  expect(plain.en).not.toContain('repeated folds')
})

test('modelCard() says how rows were split in time, and shows the held-out time as a series', () => {
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
  const cards = modelCard({ training: { ...rest, evaluation, split, windows } })
  expect(cards.en).toContain('- Split: by Client and Age: rows from 2026-03-01 on of a fifth of Client are held out')
  expect(cards.en).toContain('- On no side: 7 in the gap, 2 without a time, 1,500 of entities of the other side')
  expect(cards.en).toContain('- Shares of the classes in training and held out: Poor 40.0% / 45.0%, Good 60.0% / 55.0%')
  expect(cards.en).toContain('- 12 rows equal others in all columns but the target')
  expect(cards.en).toContain('| 2026-03-01 – 2026-03-28 | 100 | 0.')
  expect(cards['pt-BR']).toContain('### Ao longo do tempo')
  expect(`${cards.en}${cards['pt-BR']}`).not.toMatch(/undefined|NaN|\{\w+\}/)
  expect(cards.en).toContain('--split entity-time')
  const alone = { ...rest, evaluation, windows: windows.slice(1), project: { ...rest.project, split: { time: 'Age' } } }
  const single = modelCard({ training: alone })
  expect(single.en).not.toContain('--split')
  expect(single.en).not.toContain('### By time')
})

test('modelCard() admits that repeated folds used hyper-parameters chosen on the same rows, where they were tuned', () => {
  const given = { ...training(), repeated }
  expect(modelCard({ training: given }).en).not.toContain('a little too good')
  const tuned = { ...given, request: { ...given.request, learner: { ...given.request.learner, chosen: () => undefined } } }
  expect(modelCard({ training: tuned }).en).toContain('were not searched for again in each part')
  expect(modelCard({ training: tuned })['pt-BR']).toContain('não foram buscados de novo em cada parte')
})

test('modelCard() says what tuning chose, among how many', () => {
  const tuning = { trials: new Array<unknown>(240).fill(null), chosen: { hiddenLayers: [128, 64], dropout: 0.3 } }
  const card = modelCard({ training: { ...training(), tuning } })
  expect(card.en).toContain('- Chosen among 240 combinations: hiddenLayers 128,64, dropout 0.3\n')
  expect(card['pt-BR']).toContain('- Escolhido entre 240 combinações: ')
  expect(modelCard({ training: training() }).en).not.toContain('Chosen among')
})

/** A training whose model says the shares of the training rows to all, with one row of the rarer class held out. */
function guessing(): CardTraining {
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

test('modelCard() warns above the metrics of a model that guesses, of an imbalanced target and of rare classes', () => {
  const cards = modelCard({ training: guessing() })
  const [en, pt] = [cards.en, cards['pt-BR']].map((card) => card.slice(card.indexOf('\n## ', card.indexOf('\n## ') + 1)))
  expect(en).toMatch(
    /\*\*Warning:\*\* No better than guessing: the log-loss is 0\.\d{3} \(.+\), and guessing .+ reaches 0\.\d{3}\. Columns/,
  )
  expect(en).toContain('"Client\\_ID" (identifier), "SSN" (personal)')
  expect(en).toContain('always predicting "Poor" reaches 0.990. Judge by balanced accuracy, 0.500 (')
  expect(en).toContain('average precision of "Good", 0.010 (')
  expect(en).toContain('**Warning:** Too few rows to evaluate "Good" (1 held out, 8 in training).')
  expect(pt).toContain('**Atenção:** Não é melhor que um palpite: o log-loss é 0,')
  expect(pt).toContain('prever sempre "Ruim" chega a 0,990. Avalie pela acurácia balanceada, 0,500 (')
  expect(pt).toContain('Poucas linhas para avaliar "Boa" (reservadas: 1; no treino: 8).')
  expect(modelCard({ training: training() }).en).not.toContain('**Warning:**')
})

test('modelCard() shows what the model is worth when rows come in another way', () => {
  const otherInputs = [{ input: 'as_file', accuracy: 0.7, log_loss: 0.61 }] as const
  const cards = modelCard({ training: { ...training(), otherInputs } })
  expect(cards.en).toContain('| Scored as a file: gaps filled from other rows of the same Client | 0.700 | 0.610 |')
  expect(cards['pt-BR']).toContain('| Em arquivo: o que falta vem de outras linhas do mesmo Cliente | 0,700 | 0,610 |')
})
