import { type NodeManifest, type PortSpec, paramsJsonSchema } from '../sdk'

/** `patchbay nodes`: every kind with its ports and the JSON Schema of its params. */
export function describeKinds(manifests: readonly NodeManifest[]): unknown[] {
  return manifests.map((manifest) => ({
    kind: manifest.kind,
    version: manifest.version,
    category: manifest.category,
    label: manifest.label,
    summary: manifest.summary,
    simulated: manifest.simulated ?? false,
    inputs: manifest.inputs,
    outputs: manifest.outputs,
    params: paramsJsonSchema(manifest),
  }))
}

/** The same for people: one kind a paragraph. */
export function printKinds(manifests: readonly NodeManifest[]): string {
  const ports = (list: readonly PortSpec[]) => list.map((port) => `${port.id}:${port.type}`).join(', ') || 'none'
  return manifests
    .map((manifest) =>
      [
        `${manifest.kind}  ${manifest.label}${manifest.simulated ? ' (simulated)' : ''}`,
        `  ${manifest.summary}`,
        `  in: ${ports(manifest.inputs)}   out: ${ports(manifest.outputs)}`,
        `  params: ${Object.keys(manifest.params.shape).join(', ') || 'none'}`,
      ].join('\n'),
    )
    .join('\n\n')
}
