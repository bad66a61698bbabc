package io.github.resiliencestarter.annotation;

import java.util.List;
import java.util.function.Function;

import io.reactivex.BackpressureStrategy;
import io.reactivex.Completable;
import io.reactivex.Flowable;
import io.reactivex.Maybe;
import io.reactivex.Observable;
import io.reactivex.Single;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;

import org.springframework.core.ReactiveAdapter;
import org.springframework.core.ReactiveTypeDescriptor;
import org.springframework.util.ClassUtils;

/**
 * Adapters for the types of RxJava 2, which Spring no longer supports.
 */
final class RxJava2Types {

	private static final boolean PRESENT = ClassUtils.isPresent("io.reactivex.Flowable",
			RxJava2Types.class.getClassLoader());

	private RxJava2Types() {
	}

	/**
	 * Return the adapter of a type.
	 * @return the adapter; {@code null} if the type does not belong to RxJava 2
	 */
	static @Nullable ReactiveAdapter adapter(Class<?> type) {
		return PRESENT ? Adapters.of(type) : null;
	}

	/**
	 * The adapters. This class is only loaded if RxJava 2 is present.
	 */
	private static final class Adapters {

		private static final List<ReactiveAdapter> ALL = List.of(
				new ReactiveAdapter(ReactiveTypeDescriptor.multiValue(Flowable.class, Flowable::empty),
						(source) -> (Flowable<?>) source, Flowable::fromPublisher),
				new ReactiveAdapter(ReactiveTypeDescriptor.multiValue(Observable.class, Observable::empty),
						(source) -> ((Observable<?>) source).toFlowable(BackpressureStrategy.BUFFER),
						Observable::fromPublisher),
				new ReactiveAdapter(ReactiveTypeDescriptor.singleRequiredValue(Single.class),
						adapted((Single<Object> source) -> source.toFlowable()), Single::fromPublisher),
				new ReactiveAdapter(ReactiveTypeDescriptor.singleOptionalValue(Maybe.class, Maybe::empty),
						adapted((Maybe<Object> source) -> source.toFlowable()),
						(publisher) -> Flowable.fromPublisher(publisher).singleElement()),
				new ReactiveAdapter(ReactiveTypeDescriptor.noValue(Completable.class, Completable::complete),
						(source) -> ((Completable) source).toFlowable(), Completable::fromPublisher));

		static @Nullable ReactiveAdapter of(Class<?> type) {
			return ALL.stream().filter((adapter) -> adapter.getReactiveType() == type).findFirst().orElse(null);
		}

		@SuppressWarnings("unchecked")
		private static <S> Function<Object, Publisher<?>> adapted(Function<S, Publisher<?>> toPublisher) {
			return (source) -> toPublisher.apply((S) source);
		}

	}

}
