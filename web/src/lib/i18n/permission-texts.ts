import { type Language, type Role, roles, type Scope, scopes } from '../contract.ts'

type PermissionKey = `scope.${Scope}` | `scope.${Scope}.help` | `role.${Role}` | `role.${Role}.help`

/** Returns the names and descriptions of scopes and roles as texts of the page. */
export function permissionTexts(language: Language): Readonly<Record<PermissionKey, string>> {
  const texts = Object.entries({ scope: scopes, role: roles }).flatMap(([kind, table]) =>
    Object.entries(table).flatMap(([name, { title, description }]) => [
      [`${kind}.${name}`, title[language]],
      [`${kind}.${name}.help`, description[language]],
    ]),
  )
  return Object.fromEntries(texts) as Record<PermissionKey, string>
}
