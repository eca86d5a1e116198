import type { ErrorKind } from './error-kind.ts'

/** Logged models of experiments. */
export const loggedModelErrors = {
  'logged-model-not-found': {
    status: 404,
    exit: 1,
    en: 'The logged model "{model}" does not exist. Check the id in the list of logged models.',
    'pt-BR':
      'O modelo registrado em execução "{model}" não existe. Confira o id na lista de modelos registrados em execuções.',
  },
  'logged-model-tag-not-found': {
    status: 404,
    exit: 1,
    en: 'The logged model {model} has no tag "{tag}" to delete. Check the name of the tag.',
    'pt-BR':
      'O modelo registrado em execução {model} não tem uma tag "{tag}" para excluir. Confira o nome da tag.',
  },
  'logged-model-param-changed': {
    status: 409,
    exit: 1,
    en: 'The param "{key}" of the logged model {model} has another value already. A param keeps its first value. Use another name, or create another model.',
    'pt-BR':
      'O parâmetro "{key}" do modelo registrado em execução {model} já tem outro valor. Um parâmetro mantém o seu primeiro valor. Use outro nome ou crie outro modelo.',
  },
  'bad-logged-model-name': {
    status: 422,
    exit: 2,
    en: `The name "{name}" is not valid for a logged model. The characters / : . % " ' are not allowed. Choose a name without them.`,
    'pt-BR': `O nome "{name}" não é válido para um modelo registrado em execução. Os caracteres / : . % " ' não são permitidos. Escolha um nome sem eles.`,
  },
} as const satisfies Record<string, ErrorKind>
