import type { TextTable } from '../../lib/i18n/texts.ts'

export const usersTexts = {
  lead: {
    en: 'Who can sign in, and with which role. Disabling a user or changing the password signs the user out everywhere.',
    'pt-BR':
      'Quem pode entrar e com qual papel. Desativar um usuário ou trocar a senha encerra todas as sessões dele.',
  },
  none: {
    en: 'There are no users yet. API keys are on the Keys page.',
    'pt-BR': 'Ainda não há usuários. As chaves de API estão na página Chaves.',
  },
  add: { en: 'Add a user', 'pt-BR': 'Adicionar usuário' },
  addHelp: {
    en: 'Leave the password empty to create an invitation. The person then chooses the password.',
    'pt-BR': 'Deixe a senha em branco para criar um convite. A própria pessoa escolhe a senha.',
  },
  invite: { en: 'Add', 'pt-BR': 'Adicionar' },
  added: { en: 'User {username} was added.', 'pt-BR': 'O usuário {username} foi adicionado.' },
  invitation: { en: 'Invitation for {username}', 'pt-BR': 'Convite para {username}' },
  invitationHelp: {
    en: 'Shown only once; valid until {until}. Give it to the person, who enters it under “Use an invitation”.',
    'pt-BR':
      'Aparece só uma vez e vale até {until}. Entregue-o à pessoa, que o informa em “Usar um convite”.',
  },
  user: { en: 'User', 'pt-BR': 'Usuário' },
  role: { en: 'Role', 'pt-BR': 'Papel' },
  created: { en: 'Created', 'pt-BR': 'Criado em' },
  lastSignIn: { en: 'Last sign-in', 'pt-BR': 'Último acesso' },
  active: { en: 'Active', 'pt-BR': 'Ativo' },
  disabled: { en: 'Disabled', 'pt-BR': 'Desativado' },
  disable: { en: 'Disable', 'pt-BR': 'Desativar' },
  enable: { en: 'Enable', 'pt-BR': 'Reativar' },
  disableOne: { en: 'Disable {username}', 'pt-BR': 'Desativar {username}' },
  enableOne: { en: 'Enable {username}', 'pt-BR': 'Reativar {username}' },
  disableHelp: {
    en: 'All sessions and tokens of {username} end immediately. The account and its records remain, and you can enable it again.',
    'pt-BR':
      'Todas as sessões e tokens de {username} são encerrados imediatamente. A conta e os registros permanecem, e é possível reativá-la.',
  },
  wasDisabled: {
    en: '{username} was disabled and signed out everywhere.',
    'pt-BR': 'O usuário {username} foi desativado e todas as sessões foram encerradas.',
  },
  wasEnabled: { en: '{username} can sign in again.', 'pt-BR': 'O usuário {username} pode entrar de novo.' },
  reset: { en: 'New password', 'pt-BR': 'Nova senha' },
  resetOne: { en: 'New password for {username}', 'pt-BR': 'Nova senha para {username}' },
  resetHelp: {
    en: 'The old password stops working, and all sessions and tokens of {username} end immediately.',
    'pt-BR':
      'A senha antiga deixa de valer, e todas as sessões e tokens de {username} são encerrados imediatamente.',
  },
  resetDone: { en: 'The password of {username} was changed.', 'pt-BR': 'A senha de {username} foi trocada.' },
  setPassword: { en: 'Set password', 'pt-BR': 'Definir senha' },
  changeRole: { en: 'Role of {username}', 'pt-BR': 'Papel de {username}' },
  roleHelp: {
    en: '{username} changes from “{from}” to “{to}”. {help}',
    'pt-BR': '{username} passa de “{from}” para “{to}”. {help}',
  },
  roleChanged: {
    en: '{username} now has the role “{role}”.',
    'pt-BR': '{username} agora tem o papel “{role}”.',
  },
  missingName: { en: 'Enter a user name.', 'pt-BR': 'Informe um nome de usuário.' },
  addHelpClosed: {
    en: 'At least 8 characters. Invitations are not available, because registration is closed.',
    'pt-BR': 'Pelo menos 8 caracteres. Não é possível criar convites, porque o cadastro está fechado.',
  },
} as const satisfies TextTable

export const auditTexts = {
  title: { en: 'Audit log', 'pt-BR': 'Registro de auditoria' },
  help: {
    en: 'Sensitive changes and sign-ins, newest first. Repeated sign-ins from the same address are grouped. The log cannot be edited here.',
    'pt-BR':
      'Alterações sensíveis e acessos, dos mais recentes aos mais antigos. Acessos repetidos do mesmo endereço são agrupados. O registro não pode ser editado aqui.',
  },
  action: { en: 'Action', 'pt-BR': 'Ação' },
  subject: { en: 'Subject', 'pt-BR': 'Objeto' },
  address: { en: 'Address', 'pt-BR': 'Endereço' },
  none: { en: 'No entries yet.', 'pt-BR': 'Nenhum registro ainda.' },
  actions: {
    'user.add': { en: 'User added', 'pt-BR': 'Usuário adicionado' },
    'user.invite': { en: 'User invited', 'pt-BR': 'Usuário convidado' },
    'user.redeem': { en: 'Invitation used', 'pt-BR': 'Convite usado' },
    'user.role': { en: 'Role changed', 'pt-BR': 'Papel alterado' },
    'user.password': { en: 'Password changed', 'pt-BR': 'Senha trocada' },
    'user.disable': { en: 'User disabled', 'pt-BR': 'Usuário desativado' },
    'user.enable': { en: 'User enabled', 'pt-BR': 'Usuário reativado' },
    'key.create': { en: 'Key created', 'pt-BR': 'Chave criada' },
    'key.revoke': { en: 'Key revoked', 'pt-BR': 'Chave revogada' },
    'webhook.create': { en: 'Webhook created', 'pt-BR': 'Webhook criado' },
    'webhook.change': { en: 'Webhook changed', 'pt-BR': 'Webhook alterado' },
    'webhook.delete': { en: 'Webhook deleted', 'pt-BR': 'Webhook excluído' },
    'token-key.rotate': { en: 'Signing keys rotated', 'pt-BR': 'Chaves de assinatura trocadas' },
    'predictions.purge': { en: 'Old predictions deleted', 'pt-BR': 'Previsões antigas excluídas' },
    'predictions.erase': { en: 'Data of a person erased', 'pt-BR': 'Dados de uma pessoa excluídos' },
    'model.create': { en: 'Model created', 'pt-BR': 'Modelo criado' },
    'model.describe': { en: 'Model description changed', 'pt-BR': 'Descrição do modelo alterada' },
    'model.rename': { en: 'Model renamed', 'pt-BR': 'Modelo renomeado' },
    'model.delete': { en: 'Model deleted', 'pt-BR': 'Modelo excluído' },
    'model.tag': { en: 'Tag of a model set', 'pt-BR': 'Tag de modelo definida' },
    'model.untag': { en: 'Tag of a model deleted', 'pt-BR': 'Tag de modelo excluída' },
    'version.create': { en: 'Version registered', 'pt-BR': 'Versão registrada' },
    'version.describe': { en: 'Version description changed', 'pt-BR': 'Descrição da versão alterada' },
    'version.stage': { en: 'Version moved to a stage', 'pt-BR': 'Versão movida de estágio' },
    'version.delete': { en: 'Version deleted', 'pt-BR': 'Versão excluída' },
    'version.tag': { en: 'Tag of a version set', 'pt-BR': 'Tag de versão definida' },
    'version.untag': { en: 'Tag of a version deleted', 'pt-BR': 'Tag de versão excluída' },
    'alias.move': { en: 'Alias moved', 'pt-BR': 'Alias trocado' },
    'alias.rollback': { en: 'Alias rolled back', 'pt-BR': 'Alias revertido' },
    'alias.remove': { en: 'Alias removed', 'pt-BR': 'Alias removido' },
    'alias.refuse': { en: 'Alias not moved', 'pt-BR': 'Alias não trocado' },
    'threshold.change': { en: 'Threshold changed', 'pt-BR': 'Limiar alterado' },
    'session.open': { en: 'Signed in', 'pt-BR': 'Entrada' },
    'session.close': { en: 'Signed out', 'pt-BR': 'Saída' },
    'token.issue': { en: 'Token issued', 'pt-BR': 'Token emitido' },
    'password.use': { en: 'Password used by a program', 'pt-BR': 'Senha usada por um programa' },
    'sign-in.fail': { en: 'Sign-in failed', 'pt-BR': 'Tentativa de acesso recusada' },
  },
  several: { en: 'several', 'pt-BR': 'vários' },
  before: { en: 'older than {when}', 'pt-BR': 'anteriores a {when}' },
} as const satisfies TextTable
