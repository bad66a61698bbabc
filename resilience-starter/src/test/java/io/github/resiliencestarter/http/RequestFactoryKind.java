package io.github.resiliencestarter.http;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.util.List;

import org.apache.hc.client5.http.impl.classic.HttpClients;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.client.AbstractClientHttpRequest;
import org.springframework.http.client.BufferingClientHttpRequestFactory;
import org.springframework.http.client.ClientHttpRequest;
import org.springframework.http.client.ClientHttpRequestFactory;
import org.springframework.http.client.ClientHttpResponse;
import org.springframework.http.client.HttpComponentsClientHttpRequestFactory;
import org.springframework.http.client.InterceptingClientHttpRequestFactory;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.http.client.JettyClientHttpRequestFactory;
import org.springframework.http.client.ReactorClientHttpRequestFactory;
import org.springframework.http.client.SimpleClientHttpRequestFactory;

/**
 * Request factories that users create.
 */
enum RequestFactoryKind {

	APACHE {
		@Override
		ClientHttpRequestFactory create() {
			return new HttpComponentsClientHttpRequestFactory(HttpClients.createDefault());
		}
	},

	APACHE_BUFFERED {
		@Override
		ClientHttpRequestFactory create() {
			return new BufferingClientHttpRequestFactory(APACHE.create());
		}
	},

	SIMPLE {
		@Override
		ClientHttpRequestFactory create() {
			return new SimpleClientHttpRequestFactory();
		}
	},

	SIMPLE_BUFFERED {
		@Override
		ClientHttpRequestFactory create() {
			return new BufferingClientHttpRequestFactory(SIMPLE.create());
		}
	},

	SIMPLE_WITH_LONG_TIMEOUTS {
		@Override
		ClientHttpRequestFactory create() {
			SimpleClientHttpRequestFactory factory = new SimpleClientHttpRequestFactory();
			factory.setConnectTimeout(30_000);
			factory.setReadTimeout(30_000);
			return factory;
		}
	},

	JDK {
		@Override
		ClientHttpRequestFactory create() {
			return new JdkClientHttpRequestFactory();
		}
	},

	JDK_BUFFERED {
		@Override
		ClientHttpRequestFactory create() {
			return new BufferingClientHttpRequestFactory(JDK.create());
		}
	},

	JETTY {
		@Override
		ClientHttpRequestFactory create() {
			JettyClientHttpRequestFactory factory = new JettyClientHttpRequestFactory();
			factory.setReadTimeout(60_000);
			return factory;
		}
	},

	JETTY_BUFFERED {
		@Override
		ClientHttpRequestFactory create() {
			return new BufferingClientHttpRequestFactory(JETTY.create());
		}
	},

	REACTOR {
		@Override
		ClientHttpRequestFactory create() {
			ReactorClientHttpRequestFactory factory = new ReactorClientHttpRequestFactory();
			factory.setReadTimeout(60_000);
			return factory;
		}
	},

	REACTOR_BUFFERED {
		@Override
		ClientHttpRequestFactory create() {
			return new BufferingClientHttpRequestFactory(REACTOR.create());
		}
	},

	LAMBDA {
		@Override
		ClientHttpRequestFactory create() {
			ClientHttpRequestFactory simple = APACHE.create();
			return (uri, method) -> simple.createRequest(uri, method);
		}
	},

	INTERCEPTING {
		@Override
		ClientHttpRequestFactory create() {
			return new InterceptingClientHttpRequestFactory(APACHE.create(),
					List.of((request, body, execution) -> execution.execute(request, body)));
		}
	},

	WRAPPED {
		@Override
		ClientHttpRequestFactory create() {
			ClientHttpRequestFactory simple = SIMPLE.create();
			return (uri, method) -> new WrappedRequest(simple.createRequest(uri, method));
		}
	};

	abstract ClientHttpRequestFactory create();

	/**
	 * User's wrapper of a Spring request.
	 */
	private static final class WrappedRequest extends AbstractClientHttpRequest {

		private final ClientHttpRequest request;

		WrappedRequest(ClientHttpRequest request) {
			this.request = request;
		}

		@Override
		public HttpMethod getMethod() {
			return this.request.getMethod();
		}

		@Override
		public URI getURI() {
			return this.request.getURI();
		}

		@Override
		protected OutputStream getBodyInternal(HttpHeaders headers) throws IOException {
			return this.request.getBody();
		}

		@Override
		protected ClientHttpResponse executeInternal(HttpHeaders headers) throws IOException {
			headers.forEach(this.request.getHeaders()::addAll);
			return this.request.execute();
		}

	}

}
