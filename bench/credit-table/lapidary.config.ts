import { defineProject, type ProjectDefinition } from 'lapidary'
import creditScore from '../../examples/credit-score/lapidary.config.ts'

const {
  featureViews: _views,
  entityField: _entityField,
  ...definition
} = creditScore as unknown as ProjectDefinition

/**
 * The credit score from the columns of its own table alone, like the peers: without a feature view
 * of the customer's earlier months.
 */
export default defineProject({
  ...definition,
  columns: Object.fromEntries(
    Object.entries(definition.columns).filter(([, column]) => column.stored !== true),
  ),
})
