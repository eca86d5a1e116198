import { expect, test } from 'vitest'
import { training } from '../../test/kit/reported-training.ts'
import { modelCard } from './model-card.ts'

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
  expect(en).toContain('lapidary train credit --data FILE --seed 42\n')
})

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
  const { en } = modelCard({ training: { ...given, project, slices: [] } })
  expect(en).toContain('Do not use it for decisions')
  expect(en).toContain('names no columns')
  expect(en).toContain('by rows, as the project names no entity')
  expect(en).not.toContain('Leaking')
})
