import { expect, test } from 'vitest'
import openApi from '../../../../docs/openapi.json' with { type: 'json' }
import { featuresSearch } from './search.ts'

test('an address asks for no longer id than the server takes', () => {
  expect(featuresSearch({ entity: 4711 })).toEqual({ entity: '4711' })
  expect(featuresSearch({ entity: '' })).toEqual({})
  expect(featuresSearch({ entity: ' 7 ' })).toEqual({ entity: ' 7 ' })
  const taken = openApi.paths['/v1/predictions'].delete.parameters.map(({ schema }) => schema.maxLength)
  expect([featuresSearch({ entity: 'x'.repeat(2000) }).entity?.length]).toEqual(taken)
})
