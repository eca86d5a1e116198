import { getColumnLabel } from '../../../data/labels.ts'
import { identifierColumns } from '../../../project/define-project.ts'
import type { PlatformServices } from '../../platform-services.ts'
import type { ProjectInfo } from '../types.ts'
import { projectInfo } from './schema.ts'
import { categoriesOf, requestFields } from '../predict/request-schema.ts'
import type { Routes } from '../../route-context.ts'
import { versionInfosOf } from '../models/version-routes.ts'

export const projectRoutes: Routes = (app, { services }) => {
  app.get(
    '/v1/project',
    {
      config: { scope: 'read' },
      schema: {
        tags: ['Project'],
        operationId: 'getProject',
        summary: 'The project: its fields, its target and its champion',
        response: { 200: projectInfo },
      },
    },
    () => projectInfoOf(services),
  )
}

async function projectInfoOf(services: PlatformServices): Promise<ProjectInfo> {
  const { project, scorer } = services
  const target = project.columns[project.target]
  const champion = scorer.served
  return {
    name: project.name,
    title: project.title,
    ...(project.description !== undefined && { description: project.description }),
    model: project.model,
    target: {
      name: project.target,
      label: getColumnLabel(target, project.target),
      classes: target === undefined ? [] : categoriesOf(target),
    },
    fields: requestFields(project),
    identifiers: identifierColumns(project),
    entity_field: project.entityField ?? null,
    positive: project.policy?.positive ?? null,
    champion: champion === null ? null : await championInfo(services, champion),
  }
}

async function championInfo(
  services: PlatformServices,
  { model, version }: NonNullable<PlatformServices['scorer']['served']>,
): Promise<ProjectInfo['champion']> {
  const { registry } = services
  const [info] = await versionInfosOf([await registry.getVersion(model, version)], await registry.getModel(model), services)
  return info ?? null
}
