import { column, defineProject, type FeatureView, type Learner, type Project } from 'lapidary'

const learner: Learner = { kind: 'none', params: {}, fit: () => Promise.reject(new Error('not a learner')) }

/** Returns noon of a day of the generated table, as of `2026-01-05` for day 0. */
export function getNoon(day: number): string {
  return `2026-01-${String(day).padStart(2, '0')}T12:00:00.000Z`
}

const columns = {
  client: column.identifier({}),
  day: column.integer({ feature: false }),
  amount: column.number({}),
  balance: column.number({ stored: true }),
  kind: column.category({ categories: ['old', 'new'], stored: true }),
  late: column.category({ categories: ['no', 'yes'] }),
}

/**
 * Creates a project of clients and days whose stored columns `balance` and `kind` come from a view:
 * `accounts.csv`, unless `view` says otherwise.
 */
export function viewProject(view: Partial<FeatureView> = {}): Project {
  const accounts: FeatureView = {
    name: 'accounts',
    entity: 'client',
    joinKey: 'client_id',
    features: { balance: { type: 'double' }, kind: { type: 'string' } },
    source: { kind: 'file', files: ['accounts.csv'], timestamp: 'at' },
    ...view,
  }
  return defineProject({
    name: 'view-project',
    title: { en: 'Views', 'pt-BR': 'Visões' },
    model: 'ViewModel',
    columns,
    entity: 'client',
    time: 'day',
    target: 'late',
    learner,
    data: { files: ['data.csv'] },
    entityField: { name: 'client_id', label: { en: 'Client', 'pt-BR': 'Cliente' } },
    decidedAt: ({ day }) => getNoon(day ?? 0),
    featureViews: [accounts],
  })
}
