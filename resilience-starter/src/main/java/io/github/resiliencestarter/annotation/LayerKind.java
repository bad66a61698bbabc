package io.github.resiliencestarter.annotation;

/**
 * How layers are made for methods that answer in one way: when they return, through a
 * {@code CompletionStage}, or through a publisher.
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
	 * Return whether another thread than the caller's may run the method within a stage.
	 */
	boolean hops(Stage stage);

	/**
	 * Return the layer with a result of the type that the method declares.
	 */
	default Layer declared(Layer layer) {
		return layer;
	}

	/**
	 * Return the layer that the caller meets.
	 */
	default Layer edge(MethodSpec spec, Layer layer) {
		return layer;
	}

}
