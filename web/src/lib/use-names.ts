import type { LocalizedText } from 'lapidary/client'
import { useTexts } from './i18n/use-texts.tsx'
import { useFeatureViews, useProject } from './queries.ts'

/** Names for people of columns and classes; what neither the project nor a feature view names stays as it is. */
export function useNames(): { column(name: string): string; class(value: string): string } {
  const { local } = useTexts()
  const project = useProject().data
  const views = useFeatureViews(project?.entity_field != null).data?.views ?? []
  const label = (found: { readonly label: LocalizedText } | undefined, name: string): string =>
    found === undefined ? name : local(found.label)
  return {
    column: (name) =>
      label(
        project?.fields.find((field) => field.name === name) ??
          views.flatMap(({ features }) => features).find((feature) => feature.name === name),
        name,
      ),
    class: (value) =>
      label(
        project?.target.classes.find((known) => known.value === value),
        value,
      ),
  }
}
