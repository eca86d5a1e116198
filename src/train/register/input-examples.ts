import { cellValue, type Table } from '../../data/table.ts'
import { seededRandom } from '../../base/math/random.ts'
import type { Model } from '../../model/model.ts'
import type { InputExample } from '../../model/model-folder.ts'
import { featureColumns } from '../../project/define-project.ts'
import { createExampleRequest } from '../../project/example-request.ts'
import type { FeatureBuilder } from '../../project/feature-builder.ts'
import type { Project } from '../../project/project.ts'
import { setOwn } from '../../base/own-property.ts'

/**
 * Creates requests whose predictions must stay the same: the documented example, then `count`
 * synthetic rows. Each of their values is drawn from another one of `rows`, so that no row is that
 * of a real person.
 */
export function createInputExamples(
  { project, builder, model }: { project: Project; builder: FeatureBuilder; model: Model },
  { table, rows: drawn }: { table: Table; rows: Int32Array },
  count: number,
): InputExample[] {
  const random = seededRandom(project.seed, 'input-examples')
  const rows = [createExampleRequest(project)]
  for (let i = 0; i < count && drawn.length > 0; i++) {
    const row: Record<string, unknown> = {}
    for (const name of featureColumns(project)) {
      const data = table.columns.get(name)
      setOwn(
        row,
        name,
        data === undefined ? null : cellValue(data, drawn[random.integer(drawn.length)] as number),
      )
    }
    rows.push(row)
  }
  return rows.map((row) => {
    const features = new Float64Array(builder.specs.length)
    const probabilities = new Float64Array(model.classes.length)
    builder.ofRow(row, features)
    model.predictRow(features, probabilities)
    return {
      row,
      features: [...features].map((value) => (Number.isNaN(value) ? null : value)),
      probabilities: [...probabilities],
    }
  })
}
