import { fillTemplate, type LocalizedText } from '../base/text/localized-text.ts'
import type { Model } from '../model/model.ts'
import { hasOnnx } from '../model/onnx/onnx.ts'

const without: LocalizedText = {
  en: 'Without model.onnx: models of the family {kind} have no ONNX form, so only Lapidary runs them.',
  'pt-BR': 'Sem model.onnx: modelos da família {kind} não têm forma ONNX, e só o Lapidary os executa.',
}

/**
 * Returns the note of a model that is registered without ONNX, for its run, its card and the
 * terminal; null if it has ONNX.
 */
export function onnxNote(model: Pick<Model, 'kind'>): LocalizedText | null {
  if (hasOnnx(model)) return null
  return {
    en: fillTemplate(without.en, { kind: model.kind }),
    'pt-BR': fillTemplate(without['pt-BR'], { kind: model.kind }),
  }
}
