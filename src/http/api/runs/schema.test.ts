import { expectTypeOf, test } from 'vitest'
import type { RunDocuments } from '../../../train/run-documents.ts'
import type { RunDetail } from './schema.ts'

test('the types of the schemas equal those of the documents (tsc checks it)', () => {
  expectTypeOf<RunDetail['evaluation']>().toEqualTypeOf<RunDocuments['evaluation.json'] | null>()
  expectTypeOf<RunDetail['importance']>().toEqualTypeOf<RunDocuments['importance.json'] | null>()
  expectTypeOf<RunDetail['data_report']>().toEqualTypeOf<RunDocuments['data-report.json'] | null>()
  expectTypeOf<RunDetail['leak_checks']>().toEqualTypeOf<RunDocuments['leak-checks.json'] | null>()
  expectTypeOf<RunDetail['warnings']>().toEqualTypeOf<RunDocuments['warnings.json'] | null>()
})
