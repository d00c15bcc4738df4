;; The peak of the SIMD unit as a browser reaches it: twelve independent f32x4 accumulators, one product and one sum each per
;; round, nothing else. 96 operations a round. Eight would wait for their own latency (two thirds of this peak where that is
;; three cycles); twelve and two constants are what sixteen registers hold beside the engine's own.
(module
  (func (export "run") (param $rounds i32) (result f32)
    (local $0 v128) (local $1 v128) (local $2 v128) (local $3 v128)
    (local $4 v128) (local $5 v128) (local $6 v128) (local $7 v128)
    (local $8 v128) (local $9 v128) (local $10 v128) (local $11 v128)
    (local $a v128) (local $b v128)
    (local.set $a (f32x4.splat (f32.const 0.9999)))
    (local.set $b (f32x4.splat (f32.const 0.000001)))
    (loop $again
      (local.set $0 (f32x4.add (f32x4.mul (local.get $0) (local.get $a)) (local.get $b)))
      (local.set $1 (f32x4.add (f32x4.mul (local.get $1) (local.get $a)) (local.get $b)))
      (local.set $2 (f32x4.add (f32x4.mul (local.get $2) (local.get $a)) (local.get $b)))
      (local.set $3 (f32x4.add (f32x4.mul (local.get $3) (local.get $a)) (local.get $b)))
      (local.set $4 (f32x4.add (f32x4.mul (local.get $4) (local.get $a)) (local.get $b)))
      (local.set $5 (f32x4.add (f32x4.mul (local.get $5) (local.get $a)) (local.get $b)))
      (local.set $6 (f32x4.add (f32x4.mul (local.get $6) (local.get $a)) (local.get $b)))
      (local.set $7 (f32x4.add (f32x4.mul (local.get $7) (local.get $a)) (local.get $b)))
      (local.set $8 (f32x4.add (f32x4.mul (local.get $8) (local.get $a)) (local.get $b)))
      (local.set $9 (f32x4.add (f32x4.mul (local.get $9) (local.get $a)) (local.get $b)))
      (local.set $10 (f32x4.add (f32x4.mul (local.get $10) (local.get $a)) (local.get $b)))
      (local.set $11 (f32x4.add (f32x4.mul (local.get $11) (local.get $a)) (local.get $b)))
      (br_if $again (local.tee $rounds (i32.sub (local.get $rounds) (i32.const 1)))))
    (f32x4.extract_lane 0
      (f32x4.add
        (f32x4.add (f32x4.add (local.get $0) (local.get $1)) (f32x4.add (local.get $2) (local.get $3)))
        (f32x4.add
          (f32x4.add (f32x4.add (local.get $4) (local.get $5)) (f32x4.add (local.get $6) (local.get $7)))
          (f32x4.add (f32x4.add (local.get $8) (local.get $9)) (f32x4.add (local.get $10) (local.get $11))))))))
