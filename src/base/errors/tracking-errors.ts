import type { ErrorKind } from './error-kind.ts'

/** Experiments and runs, and the values that clients record in them. */
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
  'bad-artifact-location': {
    status: 422,
    exit: 2,
    en: 'The artifact location "{seen}" points to a run. It must be a folder of a store, such as mlflow-artifacts:/experiment. Omit it for the default.',
    'pt-BR':
      'O local de artefatos "{seen}" aponta para uma execução. Ele deve ser uma pasta de um repositório, como mlflow-artifacts:/experimento. Omita-o para usar o padrão.',
  },
} as const satisfies Record<string, ErrorKind>
