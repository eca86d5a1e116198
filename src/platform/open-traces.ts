import { setTimeout as wait } from 'node:timers/promises'
import { Assessments } from '../store/traces/assessments.ts'
import { SqlAssessmentStore } from '../store/traces/drivers/sql-assessments.ts'
import { SqlTraceStore } from '../store/traces/drivers/sql-traces.ts'
import { Traces } from '../store/traces/traces.ts'
import type { Experiments } from '../store/tracking/experiments.ts'
import type { SharedDatabase } from './open-database.ts'

/** Traces of programs, and what people say about them. */
export interface TraceServices {
  readonly traces: Traces
  readonly assessments: Assessments
}

/** Opens traces and assessments. */
export function openTraces(
  { database }: SharedDatabase,
  experiments: Pick<Experiments, 'get'>,
  now: () => Date,
): TraceServices {
  const findExperiment = (id: string) => experiments.get(id)
  return {
    traces: new Traces(new SqlTraceStore(database), { findExperiment, wait }),
    assessments: new Assessments(new SqlAssessmentStore(database), now),
  }
}
