import type { LayerView } from '../../../../contract/api.ts';

/** The layer's hue as a small square; always beside the layer's name or on an element that carries it as title. */
export function LayerDot({ layer }: { readonly layer: LayerView['name'] }) {
  return <span className={`layer-dot layer-${layer}`} aria-hidden="true" />;
}
