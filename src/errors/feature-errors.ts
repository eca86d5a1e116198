import type { ErrorKind } from './error-kind.ts'

/** The feature store: what is asked of it, what it is given, and whether it answers. */
export const featureErrors = {
  'online-store-unavailable': {
    status: 503,
    exit: 1,
    en: 'The online feature store ({store}) does not answer ({reason}), and this needs it. It is tried again by itself; if it stays away, check that it runs and that REDIS_URL is right.',
    'pt-BR':
      'O repositório online de variáveis ({store}) não responde ({reason}), e isto precisa dele. Novas tentativas são automáticas; se ele continuar fora, verifique se está em execução e se REDIS_URL está certo.',
  },
  'online-store-garbage': {
    status: 503,
    exit: 1,
    en: 'The online feature store ({store}) holds something for the view "{view}" that is no value of it ({reason}). Another program may have written there: materialize the view again, or give this project a Redis of its own.',
    'pt-BR':
      'O repositório online de variáveis ({store}) guarda, na visão "{view}", algo que não é um valor dela ({reason}). Outro programa pode ter escrito ali: materialize a visão de novo ou dê a este projeto um Redis próprio.',
  },
  'unknown-feature-view': {
    status: 404,
    exit: 2,
    en: 'There is no feature view "{view}". This project has: {known}.',
    'pt-BR': 'Não existe a visão de variáveis "{view}". Este projeto tem: {known}.',
  },
  'unknown-feature': {
    status: 404,
    exit: 2,
    en: 'The feature view "{view}" has no feature "{feature}". It has: {known}.',
    'pt-BR': 'A visão de variáveis "{view}" não tem a variável "{feature}". Ela tem: {known}.',
  },
  'bad-feature-request': {
    status: 422,
    exit: 2,
    en: '{problem}',
    'pt-BR': '{problem}',
  },
  'bad-feature-value': {
    status: 422,
    exit: 1,
    en: 'The feature "{feature}" of the view "{view}" takes {expected}, or null; {seen} was given.',
    'pt-BR': 'A variável "{feature}" da visão "{view}" aceita {expected}, ou null; foi dado {seen}.',
  },
  'bad-entity-key': {
    status: 422,
    exit: 2,
    en: 'The key "{key}" of the feature view "{view}" takes {expected}; {seen} was given.',
    'pt-BR': 'A chave "{key}" da visão de variáveis "{view}" aceita {expected}; foi dado {seen}.',
  },
} as const satisfies Record<string, ErrorKind>
