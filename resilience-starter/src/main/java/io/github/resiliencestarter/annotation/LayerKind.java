package io.github.resiliencestarter.annotation;

/**
 * Creates layers for methods with one kind of result: a plain value, a
 * {@code CompletionStage}, or a publisher.
 */
interface LayerKind {

	/**
	 * Return the innermost layer.
	 */
	Layer method(MethodLayer method);

	/**
	 * Put a stage around a layer.
	 * @param spec the stage
	 * @param name the name of its instance
	 */
	Layer stage(StageSpec spec, String name, Layer next);

	/**
	 * Put fallbacks around a layer.
	 */
	Layer fallback(Fallbacks fallbacks, Layer next);

	/**
	 * Return whether a stage can run the method on a thread other than the caller's.
	 */
	boolean hops(Stage stage);

	/**
	 * Return the layer with a result of the type that the method declares.
	 */
	default Layer declared(Layer layer) {
		return layer;
	}

	/**
	 * Return the layer that the caller calls.
	 */
	default Layer edge(MethodSpec spec, Layer layer) {
		return layer;
	}

}
