package io.github.resiliencestarter.diagnostics.bytecode;

/**
 * Call of a method in bytecode, or a reference to it.
 *
 * @param caller the method that calls
 * @param callee the method that is called
 * @param onThis whether the call is on the caller's own object
 */
record MethodCall(Member caller, Member callee, boolean onThis) {

	/**
	 * Method of a class.
	 *
	 * @param owner the internal name of the class in the call
	 * @param name the name
	 * @param descriptor the descriptor
	 */
	record Member(String owner, String name, String descriptor) {

		boolean hasSignatureOf(Member other) {
			return this.name.equals(other.name) && this.descriptor.equals(other.descriptor);
		}

	}

}
