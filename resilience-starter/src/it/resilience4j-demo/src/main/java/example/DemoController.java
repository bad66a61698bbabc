package example;

import java.util.concurrent.CompletableFuture;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/backendA")
public class DemoController {

	private final BackendA backend;

	public DemoController(BackendA backend) {
		this.backend = backend;
	}

	@GetMapping("/success")
	String success() {
		return this.backend.success();
	}

	@GetMapping("/failure")
	String failure() {
		return this.backend.failure();
	}

	@GetMapping("/fallback")
	String fallback() throws Exception {
		return this.backend.failureWith("http");
	}

	@GetMapping("/mono")
	Mono<String> mono() {
		return this.backend.monoTimeout();
	}

	@GetMapping("/flux")
	Flux<String> flux() {
		return this.backend.fluxSuccess();
	}

	@GetMapping("/future")
	CompletableFuture<String> future() {
		return this.backend.futureTimeout();
	}

	@ExceptionHandler
	@ResponseStatus(HttpStatus.BAD_GATEWAY)
	String failed(BackendException ex) {
		return ex.getMessage();
	}

}
