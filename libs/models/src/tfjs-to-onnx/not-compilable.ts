/** The model has a layer, or an option of one, that is not compiled to ONNX. TensorFlow.js itself may well run it. */
export class NotCompilable extends Error {
  override readonly name = "NotCompilable";
}
