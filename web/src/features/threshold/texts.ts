import type { TextTable } from '../../lib/i18n/texts.ts'

export const thresholdTexts = {
  lead: {
    en: 'A case is classified as “{class}” when its probability reaches the threshold. See the effect of another threshold before you apply it.',
    'pt-BR':
      'Um caso é classificado como “{class}” quando a probabilidade atinge o limiar. Veja o efeito de outro limiar antes de aplicá-lo.',
  },
  none: {
    en: 'This project predicts the most probable class, so it has no threshold.',
    'pt-BR': 'Este projeto prevê a classe mais provável, por isso não tem limiar.',
  },
  current: { en: 'Current threshold', 'pt-BR': 'Limiar atual' },
  first: { en: 'Set by the project; never changed.', 'pt-BR': 'Definido pelo projeto; nunca foi alterado.' },
  since: { en: 'Set by {by} on {when}.', 'pt-BR': 'Definido por {by} em {when}.' },
  choose: { en: 'Choose another threshold', 'pt-BR': 'Escolher outro limiar' },
  ways: { en: 'How to choose', 'pt-BR': 'Como escolher' },
  way: {
    hand: { en: 'Manually', 'pt-BR': 'Manualmente' },
    recall: { en: 'By recall', 'pt-BR': 'Pela sensibilidade' },
    cost: { en: 'By cost', 'pt-BR': 'Pelo custo' },
  },
  number: { en: 'Threshold value', 'pt-BR': 'Valor do limiar' },
  recall: { en: 'Share of “{class}” to detect', 'pt-BR': 'Proporção de “{class}” a detectar' },
  recallHint: {
    en: 'The highest threshold that still detects this share in cross-validation.',
    'pt-BR': 'O maior limiar que ainda detecta essa proporção na validação cruzada.',
  },
  cost: {
    en: 'False alarms that cost as much as one missed “{class}”',
    'pt-BR': 'Alarmes falsos que custam o mesmo que um “{class}” não detectado',
  },
  costHint: {
    en: 'The threshold with the lowest cost in cross-validation.',
    'pt-BR': 'O limiar de menor custo na validação cruzada.',
  },
  chosen: { en: 'Chosen: {threshold}', 'pt-BR': 'Escolhido: {threshold}' },
  unreached: { en: 'No threshold detects this share.', 'pt-BR': 'Nenhum limiar detecta essa proporção.' },
  mark: {
    now: { en: 'Current', 'pt-BR': 'Atual' },
    chosen: { en: 'Chosen', 'pt-BR': 'Escolhido' },
  },
  consequences: { en: 'Effect of the chosen threshold', 'pt-BR': 'Efeito do limiar escolhido' },
  words: {
    en: 'Of 100 cases, {flagged|is|are} classified as “{class}”, {right} of them correctly. The model misses {missed|case|cases} of “{class}”.',
    'pt-BR':
      'De cada 100 casos, {flagged|é classificado|são classificados} como “{class}”, {right} corretamente. O modelo não detecta {missed|caso|casos} de “{class}”.',
  },
  wordsWere: {
    en: 'With the current threshold: {flagged|case|cases} classified this way, {right} of them correctly, and {missed|case|cases} missed.',
    'pt-BR':
      'Com o limiar atual: {flagged|caso classificado|casos classificados} assim, {right} corretamente, e {missed|caso não detectado|casos não detectados}.',
  },
  truth: {
    positive: { en: '“{class}”', 'pt-BR': '“{class}”' },
    negative: { en: 'Another class', 'pt-BR': 'Outra classe' },
  },
  answer: {
    positive: { en: 'Predicted “{class}”', 'pt-BR': 'Prevista “{class}”' },
    negative: { en: 'Predicted another', 'pt-BR': 'Prevista outra' },
  },
  now: { en: 'Current ({threshold})', 'pt-BR': 'Atual ({threshold})' },
  proposed: { en: 'Chosen ({threshold})', 'pt-BR': 'Escolhido ({threshold})' },
  missed: { en: 'Missed', 'pt-BR': 'Não detectados' },
  falseAlarms: { en: 'False alarms', 'pt-BR': 'Alarmes falsos' },
  apply: { en: 'Apply {threshold}', 'pt-BR': 'Aplicar {threshold}' },
  applyTitle: { en: 'Apply the threshold {threshold}', 'pt-BR': 'Aplicar o limiar {threshold}' },
  applyHelp: {
    en: 'It takes effect at once, for everyone and on every copy of the server. Earlier predictions do not change.',
    'pt-BR':
      'Passa a valer imediatamente, para todos e em todas as cópias do servidor. As previsões anteriores não mudam.',
  },
  applied: { en: 'The threshold is now {threshold}.', 'pt-BR': 'O limiar agora é {threshold}.' },
  same: { en: 'This is the current threshold.', 'pt-BR': 'Este é o limiar atual.' },
  readOnly: {
    en: 'You need the permission “{scope}” to apply a threshold.',
    'pt-BR': 'Para aplicar um limiar, você precisa da permissão “{scope}”.',
  },
  reasonHint: { en: 'Stored in the history.', 'pt-BR': 'Fica registrado no histórico.' },
  noCurve: {
    en: 'The run of the champion has no threshold curve, so the effect of a threshold cannot be shown. Train again to create the curve.',
    'pt-BR':
      'A execução do modelo campeão não tem curva de limiares, por isso não é possível mostrar o efeito de um limiar. Treine de novo para criar a curva.',
  },
  history: { en: 'History', 'pt-BR': 'Histórico' },
} as const satisfies TextTable
