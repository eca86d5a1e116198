import type { ErrorKind } from './error-kind.ts'

/** Registered models, their versions and aliases, as clients manage them. */
export const registryErrors = {
  'bad-model-name': {
    status: 422,
    exit: 2,
    en: '"{seen}" is not a valid name of a model. A name may not contain "/", ":" or control characters. Choose another name.',
    'pt-BR':
      '"{seen}" não é um nome de modelo válido. Um nome não pode conter "/", ":" nem caracteres de controle. Escolha outro nome.',
  },
  'model-exists': {
    status: 409,
    exit: 1,
    en: 'A {wanted} cannot have the name "{model}", which a {taken} has already. Each name is unique among models and prompts. Choose another name.',
    'pt-BR':
      'Um {wanted} não pode ter o nome "{model}", que já é de um {taken}. Cada nome é único entre modelos e prompts. Escolha outro nome.',
  },
  'model-in-use': {
    status: 409,
    exit: 1,
    en: 'Version {version} of {model} is the champion, which this project serves, so it cannot be deleted or renamed. Move or remove the alias first.',
    'pt-BR':
      'A versão {version} de {model} é o modelo campeão, que este projeto serve, e não pode ser excluída nem renomeada. Troque ou remova o alias antes.',
  },
  'version-needs-project': {
    status: 409,
    exit: 1,
    en: 'Version {version} was trained by a project, which this server does not have. Move the alias where the project is: lapidary models PROJECT promote {version}',
    'pt-BR':
      'A versão {version} foi treinada por um projeto, que este servidor não tem. Troque o alias onde o projeto está: lapidary models PROJETO promote {version}',
  },
  'reserved-alias': {
    status: 422,
    exit: 2,
    en: 'The alias "{alias}" is reserved: "latest" and "v" with a number stand for versions. Choose another alias.',
    'pt-BR':
      'O alias "{alias}" é reservado: "latest" e "v" com um número designam versões. Escolha outro alias.',
  },
  'alias-not-found': {
    status: 404,
    exit: 1,
    en: 'The model {model} does not have the alias "{alias}". Check the aliases of the model.',
    'pt-BR': 'O modelo {model} não tem o alias "{alias}". Confira os aliases do modelo.',
  },
  'bad-stage': {
    status: 422,
    exit: 2,
    en: '"{seen}" is not a stage. Allowed: {allowed}.',
    'pt-BR': '"{seen}" não é um estágio. Permitidos: {allowed}.',
  },
  'stage-keeps-versions': {
    status: 422,
    exit: 2,
    en: 'Versions in the stage {stage} are not archived when another version enters it. Only those in Staging and Production are. Send archive_existing_versions only with them.',
    'pt-BR':
      'As versões do estágio {stage} não são arquivadas quando outra entra nele. Só as de Staging e Production são. Envie archive_existing_versions só com eles.',
  },
  'no-version-in-stage': {
    status: 404,
    exit: 1,
    en: 'The model {model} does not have a version in the stage {stage}. Check the stages of its versions.',
    'pt-BR': 'O modelo {model} não tem versão no estágio {stage}. Confira os estágios das versões.',
  },
  'source-local': {
    status: 422,
    exit: 2,
    en: 'The source "{source}" of the version is a path of a local file. The server does not read local files for clients. Log the model in a run, and register runs:/RUN/PATH.',
    'pt-BR':
      'A origem "{source}" da versão é o caminho de um arquivo local. O servidor não lê arquivos locais para clientes. Registre o modelo em uma execução e informe runs:/EXECUCAO/CAMINHO.',
  },
  'source-path': {
    status: 422,
    exit: 2,
    en: 'The source "{source}" of the version has a path with "..", ".", control characters, "\\", "#", "?" or ";", plain or encoded. Provide a path without them.',
    'pt-BR':
      'A origem "{source}" da versão tem um caminho com "..", ".", caracteres de controle, "\\", "#", "?" ou ";", escritos ou codificados. Informe um caminho sem eles.',
  },
  'source-elsewhere': {
    status: 422,
    exit: 2,
    en: 'The source "{source}" of the version does not belong to what {parameter} names. Provide the {parameter} that contains the source.',
    'pt-BR':
      'A origem "{source}" da versão não pertence ao que {parameter} indica. Informe o {parameter} que contém a origem.',
  },
  'source-other-registry': {
    status: 422,
    exit: 2,
    en: 'The source "{source}" of the version names another registry. Only models of this registry can be copied. Remove the host from the address.',
    'pt-BR':
      'A origem "{source}" da versão indica outro registro de modelos. Só é possível copiar modelos deste registro. Remova o servidor do endereço.',
  },
  'source-other-run': {
    status: 422,
    exit: 2,
    en: 'The source "{source}" is a version with another run_id or model_id than the ones given. Omit them, or provide those of the version.',
    'pt-BR':
      'A origem "{source}" é uma versão com run_id ou model_id diferentes dos informados. Omita-os ou informe os da versão.',
  },
  'source-prompt': {
    status: 422,
    exit: 2,
    en: 'The source "{source}" of the version is a prompt. Only versions of models can be copied. Choose a version of a model.',
    'pt-BR':
      'A origem "{source}" da versão é um prompt. Só é possível copiar versões de modelos. Escolha uma versão de um modelo.',
  },
  'source-of-prompt': {
    status: 422,
    exit: 2,
    en: 'The source "{source}" of a version of a prompt must be "dummy-source" or "prompt-template", because a prompt has no files. Provide one of them.',
    'pt-BR':
      'A origem "{source}" de uma versão de um prompt deve ser "dummy-source" ou "prompt-template", pois um prompt não tem arquivos. Informe uma delas.',
  },
  'source-host': {
    status: 422,
    exit: 2,
    en: 'The source of the version has the scheme "{scheme}", which names a host. The server connects to no host that a client names. Use runs:/, models:/ or mlflow-artifacts:/.',
    'pt-BR':
      'A origem da versão tem o esquema "{scheme}", que indica um servidor. O servidor não se conecta a nenhum endereço indicado por clientes. Use runs:/, models:/ ou mlflow-artifacts:/.',
  },
} as const satisfies Record<string, ErrorKind>
