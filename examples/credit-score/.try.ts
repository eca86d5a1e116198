import { writeFileSync } from 'node:fs'
import project from './lapidary.config.ts'
import { train } from '../../src/training/train.ts'
import { modelCard } from '../../src/report/model-card.ts'
import { plots } from '../../src/report/plots.ts'
import { permutationImportance } from '../../src/explain/permutation-importance.ts'
import { leakChecks } from '../../src/training/leak-checks.ts'
import { reasons } from '../../src/explain/reasons.ts'
const t0 = performance.now()
const training = await train(project as never, { files: ['/work/shared/data/credit-score/train-first10k.csv'], synthetic: false, learner: project.learner, split: process.argv[2] === 'rows' ? 'rows' : 'entity', seed: 42, threads: 2 }, { progress: (s: string, x: number) => x === 0 || x === 1 || s === 'Evaluating' ? console.log(s, x, (performance.now() - t0) | 0) : undefined, signal: new AbortController().signal })
console.log(modelCard({ training }).en)
writeFileSync('/tmp/plots/card-pt.md', modelCard({ training })['pt-BR'])
let html='<!doctype html><meta name=color-scheme content="light dark"><body style="margin:8px;background:Canvas">'
for (const [name, svg] of Object.entries(plots(training.evaluation, training.importance, {language: 'en'}))) { writeFileSync('/tmp/plots/'+name, svg); html+=`<img src="/tmp/plots/${name}" style="margin:4px;vertical-align:top">` }
writeFileSync('/tmp/plots/index.html', html)
const { model, builder } = training
const out = new Float64Array(model.features.length)
const row = { Age: 23, Annual_Income: 19114.12, Interest_Rate: 3, Num_Credit_Card: 4, Credit_Mix: 'Good', Outstanding_Debt: 809.98, Type_of_Loan: ['Auto Loan'], Payment_of_Min_Amount: null, Delay_from_due_date: 3 }
builder.ofRow(row, out)
const p = new Float64Array(3); model.predictRow(out, p)
const best = model.classes[p.indexOf(Math.max(...p))]!
for (const language of ['en', 'pt-BR'] as const) console.log(best, p, reasons({ project: project as never, model, row, attributions: model.explainRow(out).attributions, prediction: best, language }))
