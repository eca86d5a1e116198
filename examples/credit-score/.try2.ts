import project from './lapidary.config.ts'
import { train, prepareTable } from '../../src/training/train.ts'
import { permutationImportance } from '../../src/explain/permutation-importance.ts'
import { leakChecks } from '../../src/training/leak-checks.ts'
import { splitRows } from '../../src/dataset/split.ts'
import { takeFeatureRows } from '../../src/model/features.ts'
import { randomForest } from '../../src/learner/forest/random-forest.ts'
const effects = { progress: () => undefined, signal: new AbortController().signal }
for (const learner of [project.learner, randomForest({ trees: 100, maxDepth: 10 })]) {
const request = { files: ['/work/shared/data/credit-score/train-first10k.csv'], synthetic: false, learner, split: 'entity' as const, seed: 42, threads: 2 }
const training = await train(project as never, request, effects)
const p = await prepareTable(project as never, request, effects)
const sides = splitRows(p.table, { entity: 'Customer_ID', folds: 5, heldOutFold: 0, by: 'entity', seed: 42 })
let t = performance.now()
const time = (n: string) => { console.log(n, (performance.now() - t).toFixed(0)); t = performance.now() }
const held = takeFeatureRows(p.features, sides.heldOut)
for (let i = 0; i < 5; i++) { t = performance.now(); training.model.predict(held); time('predict 1880') }
permutationImportance(training.model, held, Uint8Array.from(sides.heldOut, (r) => p.target[r]!), sides.heldOut.map((r) => r >> 3), { seed: 1, repeats: 5 }); time('importance 5')
permutationImportance(training.model, held, Uint8Array.from(sides.heldOut, (r) => p.target[r]!), sides.heldOut.map((r) => r >> 3), { seed: 1, repeats: 1 }); time('importance 1')
leakChecks({ project: project as never, table: p.table, features: p.features, target: p.target, sides, split: 'entity' }); time('leaks')
}
