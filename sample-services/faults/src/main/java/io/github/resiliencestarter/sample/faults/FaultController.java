package io.github.resiliencestarter.sample.faults;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.util.Assert;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/**
 * Controller that returns and changes the current fault. Requires the token.
 */
@RestController
@RequestMapping(path = "/faults", produces = MediaType.TEXT_PLAIN_VALUE)
class FaultController {

	private static final int MAX_LENGTH = 64;

	private final FaultSwitch faults;

	private final byte[] token;

	FaultController(FaultSwitch faults, String token) {
		this.faults = faults;
		this.token = token.getBytes(StandardCharsets.UTF_8);
	}

	@GetMapping
	String fault(@RequestHeader(name = "X-Fault-Token", defaultValue = "") String token) {
		check(token);
		return this.faults.fault().text();
	}

	@PutMapping(consumes = MediaType.TEXT_PLAIN_VALUE)
	String change(@RequestHeader(name = "X-Fault-Token", defaultValue = "") String token, InputStream body)
			throws IOException {
		check(token);
		// A fault is a short text; longer bodies are not read
		byte[] text = body.readNBytes(MAX_LENGTH + 1);
		try {
			Assert.isTrue(text.length <= MAX_LENGTH, "A fault is at most " + MAX_LENGTH + " characters");
			this.faults.turnTo(Fault.parse(new String(text, StandardCharsets.US_ASCII).strip()));
		}
		catch (IllegalArgumentException ex) {
			throw new ResponseStatusException(HttpStatus.BAD_REQUEST, ex.getMessage(), ex);
		}
		return this.faults.fault().text();
	}

	private void check(String token) {
		if (!MessageDigest.isEqual(this.token, token.getBytes(StandardCharsets.UTF_8))) {
			throw new ResponseStatusException(HttpStatus.FORBIDDEN,
					"The header X-Fault-Token does not have the " + "right value");
		}
	}

}
