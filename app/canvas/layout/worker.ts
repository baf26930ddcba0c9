import { type LayoutRequest, layered } from './layered'

self.addEventListener('message', ({ data }: MessageEvent<LayoutRequest>) => self.postMessage(layered(data)))
