import type { ErrorKind } from './error-kind.ts'

/** Experiments, runs and logged models, and the values that clients record in them. */
export const trackingErrors = {
  'experiment-not-found': {
    status: 404,
    exit: 1,
    en: 'The experiment "{experiment}" does not exist, or does not have the state that the change requires. Check the id in the list of experiments.',
    'pt-BR':
      'O experimento "{experiment}" não existe ou não está no estado que a alteração exige. Confira o id na lista de experimentos.',
  },
  'experiment-exists': {
    status: 409,
    exit: 1,
    en: 'An experiment with the name "{name}" exists already. Names are unique, also among deleted experiments. Choose another name, or restore the deleted one.',
    'pt-BR':
      'Já existe um experimento com o nome "{name}". Os nomes são únicos, também entre os experimentos excluídos. Escolha outro nome ou restaure o experimento excluído.',
  },
  'experiment-deleted': {
    status: 409,
    exit: 1,
    en: 'The experiment {experiment} is deleted. Only active experiments accept changes and new runs. Restore it first.',
    'pt-BR':
      'O experimento {experiment} foi excluído. Só experimentos ativos aceitam alterações e novas execuções. Restaure-o antes.',
  },
  'tag-not-found': {
    status: 404,
    exit: 1,
    en: 'There is no tag "{tag}" to delete. Check the name of the tag.',
    'pt-BR': 'Não há uma tag "{tag}" para excluir. Confira o nome da tag.',
  },
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
  'bad-artifact-location': {
    status: 422,
    exit: 2,
    en: 'The artifact location "{seen}" points to a run, or has a fragment or parameters. It must be a folder of a store, such as mlflow-artifacts:/experiment. Omit it for the default.',
    'pt-BR':
      'O local de artefatos "{seen}" aponta para uma execução ou tem fragmento ou parâmetros. Ele deve ser uma pasta de um repositório, como mlflow-artifacts:/experimento. Omita-o para usar o padrão.',
  },
  'run-deleted': {
    status: 409,
    exit: 1,
    en: 'The run {run} is deleted, or its experiment is. Only active runs accept changes. Restore it first.',
    'pt-BR':
      'A execução {run} foi excluída, ou o experimento dela foi. Só execuções ativas aceitam alterações. Restaure-a antes.',
  },
  'bad-run': {
    status: 422,
    exit: 2,
    en: 'The run has two names: "{name}", and "{tag}" in the tag mlflow.runName. They must be equal. Provide one of them.',
    'pt-BR':
      'A execução tem dois nomes: "{name}" e, na tag mlflow.runName, "{tag}". Os dois devem ser iguais. Informe só um deles.',
  },
  'param-changed': {
    status: 409,
    exit: 1,
    en: 'The param "{key}" of the run {run} is "{stored}" and cannot become "{seen}". A param keeps its first value. Use another key, a tag or another run.',
    'pt-BR':
      'O parâmetro "{key}" da execução {run} é "{stored}" e não pode passar a ser "{seen}". Um parâmetro mantém o primeiro valor. Use outra chave, uma tag ou outra execução.',
  },
  'param-twice': {
    status: 422,
    exit: 2,
    en: 'The request has several values for the same param: {keys}. One value for each key is allowed. Remove the others.',
    'pt-BR':
      'A requisição tem vários valores para o mesmo parâmetro: {keys}. É permitido um valor por chave. Remova os demais.',
  },
  'batch-too-large': {
    status: 422,
    exit: 2,
    en: 'The request has {seen} {kind}. At most {limit} are allowed. Send them in several requests.',
    'pt-BR': 'A requisição tem {seen} {kind}. O máximo é {limit}. Envie em várias requisições.',
  },
  'bad-metric': {
    status: 422,
    exit: 2,
    en: '"{field}" is {seen}. It must be a whole number from {from} to 9007199254740991. Correct the value.',
    'pt-BR': '"{field}" é {seen}. Deve ser um número inteiro de {from} a 9007199254740991. Corrija o valor.',
  },
} as const satisfies Record<string, ErrorKind>
