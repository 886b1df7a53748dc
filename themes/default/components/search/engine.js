export function createEngine(load) {}
